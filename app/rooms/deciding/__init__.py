"""What each command becomes, one file per subject."""

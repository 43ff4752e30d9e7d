"""The conformance kit: our side of the Call Control Contract, played against a stand."""

"""What a user would pick instead, each as one small file with the same few rules.

A room has ten members. Its leader sends a command of about 200 bytes; the server gives it the next
number of the room and sends it, some 20 bytes longer, to all ten. Whoever comes is told a number
and a view of the size of Pushback's. No authentication, no permissions, no log, no resume.
"""

"""What a server that calls addresses of other people's choosing must refuse, as cases.

Webhooks call them (`app/webhooks/addresses.py`, `app/webhooks/calling.py`), and nothing else does.
Sources: the special-purpose registries of IANA, RFC 6890, RFC 6052 (NAT64), RFC 3056 (6to4), RFC
4380 (Teredo), and OWASP's page on server-side request forgery. A redirect (301, 302, 303, 307, 308)
has no case: it is never followed, because nobody has judged where it leads.
"""

MAY_BE_CALLED = ("1.1.1.1", "8.8.8.8", "93.184.215.14", "2606:4700:4700::1111", "2a01:4f8::1")
"""Addresses of anybody."""

MAY_NOT_BE_CALLED: dict[str, str] = {
    "0.0.0.0": "this host",
    "0.1.2.3": "this network",
    "10.0.0.1": "private",
    "100.64.0.1": "behind a carrier's NAT",
    "100.127.255.255": "behind a carrier's NAT",
    "127.0.0.1": "loopback",
    "127.255.255.254": "loopback",
    "169.254.0.1": "link-local",
    "169.254.169.254": "a cloud's metadata",
    "172.16.0.1": "private",
    "172.31.255.255": "private",
    "192.0.0.1": "protocol assignments",
    "192.0.0.192": "a cloud's metadata",
    "192.0.2.1": "documentation",
    "192.88.99.1": "6to4 relay",
    "192.168.0.1": "private",
    "198.18.0.1": "benchmarking",
    "198.51.100.1": "documentation",
    "203.0.113.1": "documentation",
    "224.0.0.1": "multicast",
    "239.255.255.255": "multicast",
    "240.0.0.1": "reserved",
    "255.255.255.255": "broadcast",
    "::": "this host",
    "::1": "loopback",
    "::127.0.0.1": "IPv4-compatible loopback",
    "::ffff:127.0.0.1": "IPv4-mapped loopback",
    "::ffff:10.0.0.1": "IPv4-mapped private",
    "::ffff:169.254.169.254": "IPv4-mapped metadata",
    "::ffff:8.8.8.8": "IPv4-mapped: no resolver answers so",
    "::ffff:0:127.0.0.1": "IPv4-translated loopback",
    "64:ff9b::7f00:1": "NAT64 of loopback",
    "64:ff9b::a00:1": "NAT64 of private",
    "64:ff9b::808:808": "NAT64: where it leads is the network's choice",
    "64:ff9b:1::a00:1": "local NAT64",
    "100::1": "discard",
    "2001::1": "Teredo",
    "2001:0:7f00:1::": "Teredo",
    "2001:2::1": "benchmarking",
    "2001:10::1": "ORCHID",
    "2001:20::1": "ORCHIDv2",
    "2001:db8::1": "documentation",
    "2002:7f00:1::": "6to4 of loopback",
    "2002:a00:1::": "6to4 of private",
    "2002:808:808::": "6to4: where it leads is a relay's choice",
    "3fff::1": "documentation",
    "5f00::1": "segment routing",
    "fc00::1": "unique local",
    "fd00:ec2::254": "a cloud's metadata",
    "fe80::1": "link-local",
    "fec0::1": "site-local",
    "ff02::1": "multicast",
}
"""Address, and what it is."""

GOOD_URLS = (
    "https://hooks.example.com/pushback",
    "https://hooks.example.com:443/",
    "HTTPS://Hooks.Example.COM/a?b=c",
    "https://xn--bcher-kva.example/",
    "https://1.1.1.1/hook",
    "https://[2606:4700:4700::1111]/hook",
)

OWN_URLS = (
    "http://localhost/",
    "http://localhost:8080/hook?a=b",
    "http://127.0.0.1:9",
    "https://127.0.0.1:8443/hook",
    "http://[::1]:65535/",
)
"""This machine, for a server that serves nobody else, or whose operator has allowed it."""

BAD_URLS: dict[str, str] = {
    "": "nothing",
    "http://hooks.example.com/": "not encrypted",
    "ftp://hooks.example.com/": "another scheme",
    "file:///etc/passwd": "another scheme",
    "gopher://127.0.0.1:6379/_FLUSHALL": "another scheme",
    "//hooks.example.com/": "no scheme",
    "https:///hook": "no host",
    "https://": "no host",
    "https://user@hooks.example.com/": "user",
    "https://user:word@hooks.example.com/": "user and password",
    "https://hooks.example.com@127.0.0.1/": "a user that looks like a host",
    "https://hooks.example.com\\@127.0.0.1/": "a backslash, read in two ways",
    "https://hooks.example.com#@127.0.0.1/": "a fragment, read in two ways",
    "https://hooks.example.com:22/": "another port",
    "https://hooks.example.com:0/": "no port",
    "https://hooks.example.com:65536/": "no port",
    "https://hooks.example.com:x/": "no port",
    "https://hooks.example.com:/": "an empty port",
    "https://127.0.0.1/": "loopback",
    "https://[::1]/": "loopback",
    "https://[::ffff:127.0.0.1]/": "IPv4-mapped",
    "https://[fe80::1%25eth0]/": "a zone",
    "https://[fe80::1%eth0]/": "a zone",
    "https://[::1/": "half a bracket",
    "https://2130706433/": "127.0.0.1 as one number",
    "https://0x7f000001/": "as one hexadecimal number",
    "https://017700000001/": "as one octal number",
    "https://0177.0.0.1/": "with an octal part",
    "https://0x7f.0.0.1/": "with a hexadecimal part",
    "https://127.1/": "shortened",
    "https://127.0.1/": "shortened",
    "https://127.0.0.1./": "with a last dot",
    "https://1.1.1.1.1/": "too long",
    "https://256.1.1.1/": "no address",
    "https://127。0。0。1/": "with ideographic full stops",
    "https://①②⑦.0.0.1/": "with circled digits",
    "https://１２７.0.0.1/": "with wide digits",
    "https://bücher.example/": "not in ASCII",
    "https://localhost/": "a name without a dot",
    "https://localhost./": "this machine",
    "https://a.localhost/": "this machine",
    "https://printer.local/": "this network",
    "https://db.internal/": "this network",
    "https://hooks.example.com /": "a blank",
    "https://hooks.example.com/\r\nX: y": "a line",
    "https://hooks.example.com\t/": "a tab",
    " https://hooks.example.com/": "a blank before",
    "https://hooks..example.com/": "an empty label",
    "https://-hooks.example.com/": "no label",
    "https://" + "a." * 130 + "example/": "too long a name",
    "https://hooks.example.com/" + "a" * 3_000: "too long",
}
"""Address, and what is wrong with it."""

PUBLIC, PRIVATE = "93.184.215.14", "10.0.0.1"
RESOLUTIONS: tuple[tuple[str, tuple[str, ...], bool], ...] = (
    ("one address of anybody", (PUBLIC,), True),
    ("both families of anybody", (PUBLIC, "2606:4700:4700::1111"), True),
    ("one of ours", (PRIVATE,), False),
    ("one of anybody, then one of ours", (PUBLIC, PRIVATE), False),
    ("one of ours, then one of anybody", (PRIVATE, PUBLIC), False),
    ("anybody in IPv4, ours in IPv6", (PUBLIC, "fd00::1"), False),
    ("nothing", (), False),
)
"""What a name resolves to, and whether it may be called: only if every address may."""

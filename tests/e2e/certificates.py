# SPDX-License-Identifier: GPL-3.0-or-later
"""A scratch certificate authority and certificates, good ones and bad ones.

The tests verify certificates for real, so they need an authority of their
own; and they need wrong certificates to prove that each is refused.
"""

import os
import subprocess

from process import Trouble


def openssl(*arguments):
    done = subprocess.run(["openssl", *arguments], capture_output=True,
                          text=True, check=False)
    if done.returncode != 0:
        raise Trouble(f"openssl {arguments[0]}: {done.stderr.strip()}")


class Pair:
    """The paths of a certificate and its key."""

    def __init__(self, folder, name):
        self.certificate = os.path.join(folder, name + ".crt")
        self.key = os.path.join(folder, name + ".key")


class Authority:
    """Signs certificates below one folder; `path` is its own certificate."""

    def __init__(self, folder, name="Scratch CA"):
        os.makedirs(folder, exist_ok=True)
        self.folder = folder
        self.pair = Pair(folder, "ca")
        self.path = self.pair.certificate
        openssl("req", "-x509", "-newkey", "ec", "-pkeyopt",
                "ec_paramgen_curve:prime256v1", "-nodes", "-days", "99",
                "-subj", f"/CN={name}", "-keyout", self.pair.key,
                "-out", self.path,
                "-addext", "basicConstraints=critical,CA:TRUE",
                "-addext", "keyUsage=critical,keyCertSign,cRLSign")

    def issue(self, name, hosts, days=99):
        """A certificate for the hosts; a negative number of days has passed.

        A name of digits and dots is an address."""
        pair = Pair(self.folder, name)
        request = os.path.join(self.folder, name + ".csr")
        extensions = os.path.join(self.folder, name + ".ext")
        names = ",".join(("IP:" if host.replace(".", "").isdigit()
                          else "DNS:") + host for host in hosts)
        with open(extensions, "w", encoding="ascii") as f:
            f.write(f"subjectAltName={names}\nextendedKeyUsage=serverAuth\n")
        openssl("req", "-new", "-newkey", "ec", "-pkeyopt",
                "ec_paramgen_curve:prime256v1", "-nodes", "-subj",
                f"/CN={hosts[0]}", "-keyout", pair.key, "-out", request)
        openssl("x509", "-req", "-in", request, "-CA", self.path, "-CAkey",
                self.pair.key, "-CAcreateserial", "-days", str(days),
                "-extfile", extensions, "-out", pair.certificate)
        return pair

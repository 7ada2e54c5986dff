"""Pushes and pulls with the ORAS client for Python, as often as there are arguments for.

    client.py [push REFERENCE FILE      as one layer of type application/wasm
             | pull REFERENCE FOLDER    every layer, under its title
              ]...

ORAS_PLAIN makes it speak HTTP; ORAS_USER and ORAS_PASSWORD log in; REQUESTS_CA_BUNDLE is trusted.
"""

import os
import sys

from oras.client import OrasClient


def main(action, reference, path):
    host = reference.split("/")[0]
    plain = "ORAS_PLAIN" in os.environ
    user = os.environ.get("ORAS_USER")
    client = OrasClient(hostname=host, insecure=plain, auth_backend="basic" if user else "token")
    if user:
        client.auth.set_basic_auth(user, os.environ["ORAS_PASSWORD"])
    if action == "push":
        folder, name = os.path.split(path)
        os.chdir(folder)
        client.push(reference, files=[name + ":application/wasm"])
    else:
        client.pull(reference, outdir=path)


for i in range(1, len(sys.argv), 3):
    main(*sys.argv[i : i + 3])

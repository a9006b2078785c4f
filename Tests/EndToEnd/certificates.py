"""Certificates made for one run of the tests: a CA, servers right, wrong and expired."""
import pathlib
import subprocess

CA_CONFIG = """\
[ca]
default_ca = here
[here]
dir = {folder}
database = {folder}/index
serial = {folder}/serial
new_certs_dir = {folder}
default_md = sha256
policy = any
copy_extensions = copy
[any]
commonName = supplied
"""


class Certificates:
    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.folder.mkdir(parents=True)
        self.folder.chmod(0o755)
        for ca in ("ca", "other-ca"):
            self._authority(ca)
        here = "DNS:localhost,IP:127.0.0.1"
        self._issue("server", "ca", here)
        self._issue("gateway", "ca", here)
        self._issue("elsewhere", "ca", "DNS:elsewhere.example")
        self._issue("stranger", "other-ca", here)
        self._issue("expired", "ca", here, "20200101000000Z", "20200201000000Z")

    def path(self, name):
        return self.folder / name

    def listener_tls(self, mode="prefer", name="gateway", **more):
        """The `tls` of a listener that shows the certificate of this name."""
        return {"mode": mode, "certificate": str(self.path(f"{name}.crt")), "key": str(self.path(f"{name}.key")), **more}

    def _openssl(self, *arguments):
        done = subprocess.run(["openssl", *map(str, arguments)], capture_output=True, text=True, cwd=self.folder)
        assert done.returncode == 0, f"openssl {arguments}: {done.stderr}"

    def _authority(self, name):
        home = self.path(name)
        home.mkdir()
        (home / "index").touch()
        (home / "serial").write_text("01\n")
        (home / "openssl.cnf").write_text(CA_CONFIG.format(folder=home))
        self._openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "30",
                      "-subj", f"/CN=test {name}", "-keyout", f"{name}.key", "-out", f"{name}.crt",
                      "-addext", "basicConstraints=critical,CA:TRUE", "-addext", "keyUsage=critical,keyCertSign,cRLSign")

    def _issue(self, name, ca, names, start=None, end=None):
        self._openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", f"/CN={name}",
                      "-addext", f"subjectAltName={names}", "-keyout", f"{name}.key", "-out", f"{name}.csr")
        dates = ["-startdate", start, "-enddate", end] if start else ["-days", "30"]
        self._openssl("ca", "-batch", "-notext", "-config", self.path(ca) / "openssl.cnf", "-cert", f"{ca}.crt",
                      "-keyfile", f"{ca}.key", "-in", f"{name}.csr", "-out", f"{name}.crt", *dates)
        self.path(f"{name}.key").chmod(0o600)

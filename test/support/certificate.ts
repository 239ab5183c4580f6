/**
 * A certificate for `localhost`, made when it is needed: pips before 21.3 cache nothing that did not come over https.
 */

import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryDirectory } from "./temporary";

export interface Certificate {
  key: Buffer;
  cert: Buffer;
  /** Of the certificate, for pip's `--cert`. */
  path: string;
}

/** A new self-signed certificate, valid for two days, in a temporary directory. Needs the `openssl` command. */
export function makeCertificate(): Certificate {
  const directory = temporaryDirectory();
  const key = join(directory, "key.pem");
  const path = join(directory, "certificate.pem");
  const request = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"];
  const names = ["-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"];
  execFileSync("openssl", [...request, ...names, "-keyout", key, "-out", path], { stdio: "ignore" });
  return { key: readFileSync(key), cert: readFileSync(path), path };
}

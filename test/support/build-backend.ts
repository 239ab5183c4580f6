/**
 * A build backend (PEP 517) that lies in the sdist itself and needs nothing but zipfile, so that pip can build without a
 * network.
 */

export interface Backend {
  /** As in file names: `beta_pkg-2.1`. */
  stem: string;
  /** File name of the only module. */
  module: string;
  metadata: Buffer;
  /** The `WHEEL` file. */
  wheel: Buffer;
  /** Seconds that building takes. */
  seconds: number;
}

/** The Python source of a backend that builds a `py3-none-any` wheel of the module beside it. */
export function backendSource({ stem, module, metadata, wheel, seconds }: Backend): string {
  const text = (value: Buffer) => JSON.stringify(value.toString());
  return `import base64, hashlib, os, time, zipfile

INFO = "${stem}.dist-info"
MODULE = "${module}"
METADATA = ${text(metadata)}
WHEEL = ${text(wheel)}

def prepare_metadata_for_build_wheel(directory, config_settings=None):
    os.mkdir(os.path.join(directory, INFO))
    for name, data in (("METADATA", METADATA), ("WHEEL", WHEEL)):
        with open(os.path.join(directory, INFO, name), "w") as file:
            file.write(data)
    return INFO

def build_wheel(directory, config_settings=None, metadata_directory=None):
    time.sleep(${seconds})
    with open(MODULE) as file:
        members = [(MODULE, file.read()), (INFO + "/METADATA", METADATA), (INFO + "/WHEEL", WHEEL)]
    record = ""
    for name, data in members:
        digest = base64.urlsafe_b64encode(hashlib.sha256(data.encode()).digest()).decode().rstrip("=")
        record += "%s,sha256=%s,%d\\n" % (name, digest, len(data))
    record += INFO + "/RECORD,,\\n"
    name = "${stem}-py3-none-any.whl"
    with zipfile.ZipFile(os.path.join(directory, name), "w", zipfile.ZIP_DEFLATED) as wheel:
        for member, data in members + [(INFO + "/RECORD", record)]:
            wheel.writestr(member, data)
    return name
`;
}

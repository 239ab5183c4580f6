/**
 * What is imported under another name than it is installed by, as the projects' own documentation has both: people type the
 * one that stands in their code. Names are normalised, the usual project comes first.
 */
const projects: [imported: string, projects: string][] = [
  ["attr", "attrs"],
  ["bs4", "beautifulsoup4"],
  ["crypto", "pycryptodome"],
  ["cv2", "opencv-python opencv-python-headless opencv-contrib-python opencv-contrib-python-headless"],
  ["dateutil", "python-dateutil"],
  ["docx", "python-docx"],
  ["dotenv", "python-dotenv"],
  ["faiss", "faiss-cpu"],
  ["fitz", "pymupdf"],
  ["git", "gitpython"],
  ["github", "pygithub"],
  ["gi", "pygobject"],
  ["google-protobuf", "protobuf"],
  ["jose", "python-jose"],
  ["jwt", "pyjwt"],
  ["magic", "python-magic"],
  ["mpl-toolkits", "matplotlib"],
  ["multipart", "python-multipart"],
  ["mysqldb", "mysqlclient"],
  ["openssl", "pyopenssl"],
  ["pil", "pillow"],
  ["pkg-resources", "setuptools"],
  ["pptx", "python-pptx"],
  ["psycopg2", "psycopg2-binary"],
  ["pylab", "matplotlib"],
  ["pywintypes", "pywin32"],
  ["serial", "pyserial"],
  ["skimage", "scikit-image"],
  ["sklearn", "scikit-learn"],
  ["slugify", "python-slugify"],
  ["socks", "pysocks"],
  ["telegram", "python-telegram-bot"],
  ["umap", "umap-learn"],
  ["usb", "pyusb"],
  ["win32api", "pywin32"],
  ["win32com", "pywin32"],
  ["wx", "wxpython"],
  ["yaml", "pyyaml"],
  ["zmq", "pyzmq"],
];

/** By what is imported, the projects; see above. */
export const importedAs: ReadonlyMap<string, readonly string[]> = new Map(
  projects.map(([imported, names]) => [imported, names.split(" ")]),
);

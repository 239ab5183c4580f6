/**
 * What a developer's cache holds after two years: well-known projects with the versions and sizes they really have.
 */
import { own } from "../src/files/lookup";

/** How a project is published. */
export type Form =
  /** Wheels that every Python 3 can use. */
  | "pure"
  /** Wheels for each Python and platform. */
  | "compiled"
  /** One wheel for each platform, whatever the Python. */
  | "binary"
  /** Wheels for Linux only. */
  | "linux"
  /** No wheel: pip builds one. */
  | "source";

export interface SampleProject {
  /** As its metadata spells it. */
  name: string;
  form: Form;
  /** Of one file, bytes. */
  size: number;
  /** Newest first. */
  versions: string[];
}

const table = `
torch linux 906.5M 2.5.1
torch linux 797.2M 2.4.0
torch compiled 59.7M 2.4.0
tensorflow linux 615.3M 2.18.0
nvidia-cudnn-cu12 linux 664.8M 9.1.0.70
nvidia-cublas-cu12 linux 363.4M 12.4.5.8
nvidia-cufft-cu12 linux 211.5M 11.2.1.3
nvidia-cusparse-cu12 linux 207.5M 12.3.1.170
nvidia-nccl-cu12 linux 188.7M 2.21.5
nvidia-cusolver-cu12 linux 127.9M 11.6.1.9
triton linux 209.5M 3.0.0
pyspark pure 317.2M 3.5.3
xgboost binary 153.9M 2.1.2
PySide6_Addons binary 141.6M 6.8.0.2
PyQt6-Qt6 binary 66.9M 6.8.0
opencv-python binary 62.5M 4.10.0.84
pyarrow compiled 39.9M 18.0.0 17.0.0
polars binary 31.9M 1.12.0 1.9.0
scipy compiled 38.6M 1.14.1 1.13.1
llvmlite compiled 42.4M 0.43.0
playwright binary 38.2M 1.48.0
spacy compiled 29.1M 3.8.2
numpy compiled 16.1M 2.1.3 1.26.4 1.24.4
pandas compiled 12.7M 2.2.3 2.1.4
duckdb compiled 17.8M 1.1.3
grpcio compiled 5.9M 1.67.1
scikit-learn compiled 12.1M 1.5.2 1.4.2
matplotlib compiled 8.2M 3.9.2 3.8.4
transformers pure 10.1M 4.46.2 4.44.0
botocore pure 12.6M 1.35.54 1.34.162
ruff binary 10.8M 0.7.2 0.6.9
mypy compiled 12.6M 1.13.0
cryptography binary 4.2M 43.0.3 42.0.8
statsmodels compiled 10.7M 0.14.4
shapely compiled 2.5M 2.0.6
pillow compiled 4.4M 11.0.0 10.4.0
lxml compiled 5.0M 5.3.0
psycopg2-binary compiled 3.0M 2.9.10
psycopg2 source 384.9k 2.9.10
numba compiled 3.9M 0.60.0
Cython compiled 3.6M 3.0.11
SQLAlchemy compiled 3.2M 2.0.36 1.4.54
Django pure 8.3M 5.1.2 4.2.16
jupyterlab pure 11.5M 4.2.5
notebook pure 5.0M 7.2.2
sympy pure 6.2M 1.13.3
networkx pure 1.7M 3.4.2
plotly pure 19.1M 5.24.1
streamlit pure 8.7M 1.39.0
dash pure 7.5M 2.18.1
bokeh pure 7.0M 3.6.1
kubernetes pure 1.9M 31.0.0
ansible pure 48.9M 10.5.0
google-api-python-client pure 12.2M 2.151.0
boto3 pure 139.2k 1.35.54
awscli pure 4.4M 1.35.20
datasets pure 480.6k 3.1.0
huggingface-hub pure 447.3k 0.26.2
tokenizers binary 3.0M 0.20.1
safetensors binary 434.8k 0.4.5
accelerate pure 333.2k 1.1.0
fastapi pure 94.7k 0.115.4 0.110.3
pydantic pure 456.4k 2.9.2 1.10.18
pydantic_core compiled 1.9M 2.23.4
starlette pure 73.3k 0.41.2
uvicorn pure 63.8k 0.32.0
gunicorn pure 85.0k 23.0.0
Flask pure 103.0k 3.0.3 2.3.3
Jinja2 pure 133.3k 3.1.4
Werkzeug pure 227.3k 3.1.1
MarkupSafe compiled 14.3k 3.0.2 2.1.5
itsdangerous pure 16.2k 2.2.0
click pure 97.9k 8.1.7
rich pure 242.4k 13.9.4
typer pure 47.3k 0.12.5
requests pure 64.9k 2.32.3 2.32.0 2.31.0
urllib3 pure 126.3k 2.2.3 1.26.20
certifi pure 167.3k 2024.8.30 2024.7.4
charset-normalizer compiled 119.4k 3.4.0
idna pure 70.4k 3.10
httpx pure 76.4k 0.27.2
httpcore pure 78.0k 1.0.6
h11 pure 58.3k 0.14.0
anyio pure 90.4k 4.6.2.post1
sniffio pure 10.2k 1.3.1
aiohttp compiled 387.4k 3.10.10
yarl compiled 91.3k 1.17.1
multidict compiled 30.0k 6.1.0
frozenlist compiled 51.5k 1.5.0
attrs pure 63.0k 24.2.0
PyYAML compiled 171.8k 6.0.2
docopt source 25.9k 0.6.2
python-dateutil pure 229.9k 2.9.0.post0
pytz pure 508.0k 2024.2
tzdata pure 346.6k 2024.2
six pure 11.1k 1.16.0
packaging pure 65.5k 24.1 23.2
setuptools pure 1.2M 75.3.0 69.5.1
wheel pure 67.5k 0.44.0
pip pure 1.8M 24.3.1 24.2
virtualenv pure 3.1M 20.27.1
pytest pure 342.3k 8.3.3 7.4.4
pytest-cov pure 21.6k 6.0.0
pluggy pure 20.6k 1.5.0
iniconfig pure 5.9k 2.0.0
coverage compiled 208.8k 7.6.4
tox pure 166.7k 4.23.2
black pure 206.5k 24.10.0
isort pure 92.3k 5.13.2
flake8 pure 57.3k 7.1.1
pylint pure 520.0k 3.3.1
pre_commit pure 204.7k 4.0.1
typing_extensions pure 37.4k 4.12.2 4.9.0
tqdm pure 78.4k 4.66.6
joblib pure 301.8k 1.4.2
threadpoolctl pure 18.4k 3.5.0
contourpy compiled 254.1k 1.3.0
cycler pure 8.3k 0.12.1
fonttools compiled 2.3M 4.54.1
kiwisolver compiled 65.0k 1.4.7
pyparsing pure 106.9k 3.2.0
seaborn pure 294.9k 0.13.2
ipython pure 828.5k 8.29.0
traitlets pure 85.4k 5.14.3
pyzmq compiled 873.0k 26.2.0
tornado binary 436.7k 6.4.1
psutil binary 247.7k 6.1.0
celery pure 425.9k 5.4.0
redis pure 261.3k 5.2.0
Scrapy pure 295.5k 2.11.2
beautifulsoup4 pure 147.9k 4.12.3
openai pure 389.6k 1.53.0
anthropic pure 891.5k 0.38.0
langchain pure 1.0M 0.3.7
fire source 88.2k 0.7.0
antlr4-python3-runtime source 117.0k 4.9.3
wget source 10.9k 3.2
`;

const factors: Record<string, number> = { k: 1e3, M: 1e6 };

/** One row for each project and form. */
export const sampleProjects: SampleProject[] = table
  .trim()
  .split("\n")
  .map((line) => {
    const [name = "", form, size = "", ...versions] = line.split(" ");
    return { name, form: form as Form, size: Math.round(parseFloat(size) * own(factors, size.slice(-1))!), versions };
  });

/** What its project took back, and its words for why. */
export const yanked = new Map([["requests 2.32.0", "Yanked due to conflicts with CVE-2024-35195 mitigation"]]);

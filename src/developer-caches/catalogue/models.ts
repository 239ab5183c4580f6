/** Models and data sets that torch, Keras, NLTK, Whisper, Ollama and LM Studio keep. */
import type { Tool } from "../tool";

export const models: Tool[] = [
  {
    // pytorch, torch/hub.py
    id: "torch",
    name: "PyTorch Hub",
    group: "Machine Learning",
    places: {
      home: {
        environment: ["${TORCH_HOME}", "${XDG_CACHE_HOME}/torch"],
        defaults: {
          darwin: ["~/.cache/torch"],
          win32: ["%USERPROFILE%\\.cache\\torch"],
          linux: ["~/.cache/torch"],
        },
      },
    },
    targets: [
      {
        id: "torch.hub",
        label: "Weights and code of models",
        tier: "review",
        place: "home",
        paths: ["hub"],
        removable: true,
        proof: ["checkpoints/*.pth", "checkpoints/*.pt", "*_*_*/hubconf.py"],
        cost: "Weights are downloaded again where they still are; some have gone from the web.",
      },
    ],
    processes: {},
  },
  {
    // keras, src/utils/file_utils.py and src/backend/config.py
    id: "keras",
    name: "Keras",
    group: "Machine Learning",
    places: {
      home: {
        environment: ["${KERAS_HOME}"],
        defaults: { darwin: ["~/.keras"], win32: ["%USERPROFILE%\\.keras"], linux: ["~/.keras"] },
      },
    },
    targets: [
      {
        id: "keras.downloads",
        label: "Downloaded data sets and weights",
        tier: "review",
        place: "home",
        paths: ["datasets", "models"],
        removable: true,
        proof: ["*.npz", "*.h5", "*.keras", "*.tar.gz", "*.tgz", "*.zip"],
        cost: "Data sets and weights are downloaded again where they still are.",
        note: "Settings (keras.json) stay.",
      },
    ],
    processes: {},
  },
  {
    // nltk, downloader.py and data.py
    id: "nltk",
    name: "NLTK",
    group: "Machine Learning",
    places: {
      data: {
        environment: ["${NLTK_DATA}"],
        defaults: {
          darwin: ["~/nltk_data"],
          win32: ["%APPDATA%\\nltk_data", "%USERPROFILE%\\nltk_data"],
          linux: ["~/nltk_data"],
        },
      },
    },
    targets: [
      {
        id: "nltk.data",
        label: "Corpora and models",
        tier: "review",
        place: "data",
        paths: [""],
        removable: true,
        holds: ["corpora", "tokenizers", "taggers", "chunkers", "grammars", "models", "stemmers", "sentiment"].concat([
          "help",
          "misc",
        ]),
        proof: ["corpora/*.zip", "tokenizers/*.zip", "taggers/*.zip", "models/*.zip", "sentiment/*.zip"],
        cost: "Programs fail until “nltk.download” has fetched again what they use.",
      },
    ],
    processes: {},
  },
  {
    // openai/whisper, whisper/__init__.py
    id: "whisper",
    name: "Whisper",
    group: "Machine Learning",
    places: {
      cache: {
        environment: ["${XDG_CACHE_HOME}/whisper"],
        defaults: {
          darwin: ["~/.cache/whisper"],
          win32: ["%USERPROFILE%\\.cache\\whisper"],
          linux: ["~/.cache/whisper"],
        },
      },
    },
    targets: [
      {
        id: "whisper.models",
        label: "Models",
        tier: "review",
        place: "cache",
        paths: [""],
        removable: true,
        holds: ["*.pt"],
        proof: ["tiny*.pt", "base*.pt", "small*.pt", "medium*.pt", "large*.pt", "turbo*.pt"],
        cost: "Each model is downloaded again with its next use, up to 3 GB.",
      },
    ],
    processes: { aliases: { Whisper: ["whisper"] } },
  },
  {
    // ollama, envconfig/config.go and docs/faq
    id: "ollama",
    name: "Ollama",
    group: "Machine Learning",
    places: {
      models: {
        environment: ["${OLLAMA_MODELS}"],
        defaults: {
          darwin: ["~/.ollama/models"],
          win32: ["%USERPROFILE%\\.ollama\\models"],
          linux: ["~/.ollama/models"],
        },
      },
    },
    targets: [
      {
        id: "ollama.models",
        label: "Models",
        tier: "review",
        place: "models",
        paths: [""],
        removable: false,
        showOnly: "Models share their files, and one you made is nowhere else: remove it with “ollama rm”.",
        cost: "“ollama pull” downloads a model again, some of them tens of gigabytes.",
      },
    ],
    questions: [{ label: "Models", program: "ollama", arguments: ["list"] }],
    processes: { programs: ["ollama"] },
  },
  {
    // lmstudio.ai/docs, Import models; lms, its command line, has no command that removes
    id: "lmstudio",
    name: "LM Studio",
    group: "Machine Learning",
    places: {
      models: {
        defaults: {
          darwin: ["~/.lmstudio/models"],
          win32: ["%USERPROFILE%\\.lmstudio\\models"],
          linux: ["~/.lmstudio/models"],
        },
      },
    },
    targets: [
      {
        id: "lmstudio.models",
        label: "Model",
        tier: "review",
        place: "models",
        paths: ["*/*"],
        removable: false,
        showOnly: "One you imported is nowhere else: delete it in My Models inside LM Studio.",
        cost: "A model is downloaded again, some of them tens of gigabytes.",
      },
    ],
    processes: { aliases: { "LM Studio": ["lms", "LM Studio", "lm-studio"] } },
  },
];

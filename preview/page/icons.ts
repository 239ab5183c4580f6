/** Icons by Raycast's names, drawn by us on a 16 by 16 grid with strokes of one width. */
import { own } from "../host/lookup";

const circle = "M8 2.25a5.75 5.75 0 1 0 0 11.5a5.75 5.75 0 1 0 0-11.5";
const page = "M9 1.75H4.5a1 1 0 0 0-1 1v10.5a1 1 0 0 0 1 1h7a1 1 0 0 0 1-1V5.25L9 1.75v3.5h3.5";
const frame = "M3.25 2.75h9.5a1 1 0 0 1 1 1v8.5a1 1 0 0 1-1 1h-9.5a1 1 0 0 1-1-1v-8.5a1 1 0 0 1 1-1";
const padlock = "M4.25 7.25h7.5a1 1 0 0 1 1 1v4.5a1 1 0 0 1-1 1h-7.5a1 1 0 0 1-1-1v-4.5a1 1 0 0 1 1-1";

/** Lines of each icon; `filled` are areas. */
const drawings: Record<string, { lines: string; filled?: string }> = {
  "app-window": { lines: `${frame}M2.25 5.75h11.5` },
  "app-window-list": { lines: `${frame}M5 6h.01M5 8h.01M5 10h.01M7.25 6H11M7.25 8H11M7.25 10H11` },
  "app-window-sidebar-left": { lines: `${frame}M6.25 2.75v10.5` },
  "app-window-sidebar-right": { lines: `${frame}M9.75 2.75v10.5` },
  "app-window-grid-2x2": { lines: "M2.75 2.75h4v4h-4zM9.25 2.75h4v4h-4zM2.75 9.25h4v4h-4zM9.25 9.25h4v4h-4z" },
  "arrow-clockwise": { lines: "M13.25 8A5.25 5.25 0 1 1 11.6 4.2L13.25 5.75M13.25 2.5v3.25H10" },
  "arrow-counter-clockwise": { lines: "M2.75 8A5.25 5.25 0 1 0 4.4 4.2L2.75 5.75M2.75 2.5v3.25H6" },
  "arrow-down": { lines: "M8 2.75v10.5M3.75 9L8 13.25L12.25 9" },
  "arrow-down-circle": { lines: `${circle}M8 5.25v5.5M5.75 8.5L8 10.75L10.25 8.5` },
  "arrow-left": { lines: "M13.25 8H2.75M7 3.75L2.75 8L7 12.25" },
  "arrow-ne": { lines: "M4 12L12 4M5.5 4H12v6.5" },
  "arrow-right": { lines: "M2.75 8h10.5M9 3.75L13.25 8L9 12.25" },
  "arrow-up": { lines: "M8 13.25V2.75M3.75 7L8 2.75L12.25 7" },
  "arrow-up-circle": { lines: `${circle}M8 10.75v-5.5M5.75 7.5L8 5.25l2.25 2.25` },
  "arrows-contract": { lines: "M13.25 2.75L9.5 6.5V3.5M9.5 6.5h3M2.75 13.25L6.5 9.5v3M6.5 9.5h-3" },
  "arrows-expand": { lines: "M9.5 6.5l3.75-3.75h-3.5M13.25 2.75v3.5M6.5 9.5l-3.75 3.75h3.5M2.75 13.25v-3.5" },
  "bar-chart": { lines: "M3.25 13.25v-4M8 13.25V2.75M12.75 13.25V6.5" },
  bell: { lines: "M4 11.25V7a4 4 0 0 1 8 0v4.25H4M2.75 11.25h10.5M6.75 13.75h2.5" },
  "blank-document": { lines: page },
  bolt: { lines: "M9 1.75L3.25 9.25H8L7 14.25l5.75-7.5H8L9 1.75" },
  book: { lines: "M12.75 11.25H4.5a1.25 1.25 0 0 0 0 2.5h8.25v-11.5h-8a1.5 1.5 0 0 0-1.5 1.5v8.75" },
  bookmark: { lines: "M4 2.25h8v11.5l-4-3l-4 3z" },
  box: { lines: "M8 1.75l5.75 3v6.5L8 14.25l-5.75-3v-6.5L8 1.75M2.25 4.75L8 7.75l5.75-3M8 7.75v6.5M5.1 3.25l5.75 3" },
  brush: { lines: "M13.5 2.5L7 9M6.5 8.5l1 1M6.25 9.25c-2 0-1.5 3-4 3.75c2.5 1 5.5.5 5.5-2.25" },
  bug: {
    lines:
      "M5 7a3 3 0 0 1 6 0v3a3 3 0 0 1-6 0zM6 4.25L4.75 2.75M10 4.25l1.25-1.5M5 8.5H2M14 8.5h-3M5 6L2.75 4.75M11 6l2.25-1.25M5 11l-2 1.75M11 11l2 1.75",
  },
  "bullet-points": { lines: "M3 4h.01M3 8h.01M3 12h.01M6 4h7.25M6 8h7.25M6 12h7.25" },
  calendar: {
    lines:
      "M3.25 3.25h9.5a1 1 0 0 1 1 1v8.5a1 1 0 0 1-1 1h-9.5a1 1 0 0 1-1-1v-8.5a1 1 0 0 1 1-1M2.25 6.75h11.5M5.25 1.75v3M10.75 1.75v3",
  },
  check: { lines: "M3 8.5l3.25 3.25L13 4.75" },
  checkmark: { lines: "M3 8.5l3.25 3.25L13 4.75" },
  "check-circle": { lines: `${circle}M5.5 8.25l1.75 1.75l3.25-3.75` },
  "check-list": { lines: "M2.5 4l1 1L5.25 3M2.5 11l1 1l1.75-2M8 4h5.5M8 11h5.5" },
  "chevron-down": { lines: "M3.5 6L8 10.5L12.5 6" },
  "chevron-left": { lines: "M10 3.5L5.5 8L10 12.5" },
  "chevron-right": { lines: "M6 3.5L10.5 8L6 12.5" },
  "chevron-up": { lines: "M3.5 10L8 5.5l4.5 4.5" },
  "chevron-up-down": { lines: "M5 6l3-3.25L11 6M5 10l3 3.25L11 10" },
  circle: { lines: circle },
  "circle-disabled": { lines: `${circle}M4 4l8 8` },
  "circle-ellipsis": { lines: `${circle}M5.5 8h.01M8 8h.01M10.5 8h.01` },
  "circle-filled": { lines: circle, filled: circle },
  "circle-progress": { lines: circle },
  "circle-progress-25": { lines: circle, filled: "M8 8V4.25A3.75 3.75 0 0 1 11.75 8z" },
  "circle-progress-50": { lines: circle, filled: "M8 4.25a3.75 3.75 0 0 1 0 7.5z" },
  "circle-progress-75": { lines: circle, filled: "M8 8V4.25A3.75 3.75 0 1 1 4.25 8z" },
  "circle-progress-100": { lines: circle, filled: "M8 4.25a3.75 3.75 0 1 0 0 7.5a3.75 3.75 0 1 0 0-7.5" },
  clock: { lines: `${circle}M8 4.75V8l2.25 1.5` },
  cloud: { lines: "M4.5 12.75a2.75 2.75 0 0 1-.4-5.5a4 4 0 0 1 7.8-.5a3 3 0 0 1-.4 6z" },
  code: { lines: "M5 4.25L1.75 8L5 11.75M11 4.25L14.25 8L11 11.75M9.25 3l-2.5 10" },
  "code-block": { lines: `${frame}M6.5 6L4.75 8l1.75 2M9.5 6l1.75 2l-1.75 2` },
  cog: {
    lines:
      "M8 5.75a2.25 2.25 0 1 0 0 4.5a2.25 2.25 0 1 0 0-4.5M8 1.75v2M8 12.25v2M1.75 8h2M12.25 8h2M3.6 3.6L5 5M11 11l1.4 1.4M3.6 12.4L5 11M11 5l1.4-1.4",
  },
  coins: {
    lines:
      "M6 2.75a3.25 2 0 1 0 0 4a3.25 2 0 1 0 0-4M2.75 4.75v6.5c0 1 1.5 2 3.25 2M9.25 4.75V7M10.5 7.75a3 2 0 1 0 0 4a3 2 0 1 0 0-4M7.5 9.75v1.75c0 1 1.25 2 3 2s3-1 3-2V9.75",
  },
  "computer-chip": {
    lines:
      "M4.75 4.75h6.5v6.5h-6.5zM6.5 2v2.75M9.5 2v2.75M6.5 11.25V14M9.5 11.25V14M2 6.5h2.75M2 9.5h2.75M11.25 6.5H14M11.25 9.5H14",
  },
  "copy-clipboard": {
    lines:
      "M5.75 3.25h-1.5a1 1 0 0 0-1 1v8.5a1 1 0 0 0 1 1h7.5a1 1 0 0 0 1-1v-8.5a1 1 0 0 0-1-1h-1.5M6.5 1.75h3a.75.75 0 0 1 .75.75v1.25a.75.75 0 0 1-.75.75h-3a.75.75 0 0 1-.75-.75V2.5a.75.75 0 0 1 .75-.75",
  },
  "delete-document": { lines: `${page}M6.25 8l3.5 3.5M9.75 8l-3.5 3.5` },
  desktop: { lines: "M2.75 2.75h10.5a.5.5 0 0 1 .5.5v7h-11.5v-7a.5.5 0 0 1 .5-.5M8 10.25v3M5.25 13.25h5.5" },
  dot: { lines: "", filled: "M8 6a2 2 0 1 0 0 4a2 2 0 1 0 0-4" },
  download: { lines: "M8 2.25v8M4.75 7.25L8 10.5l3.25-3.25M2.5 13.5h11" },
  duplicate: {
    lines:
      "M6.25 5.25h6.5a.5.5 0 0 1 .5.5v7.5a.5.5 0 0 1-.5.5h-6.5a.5.5 0 0 1-.5-.5v-7.5a.5.5 0 0 1 .5-.5M3.5 10.75h-.25a.5.5 0 0 1-.5-.5v-7.5a.5.5 0 0 1 .5-.5h6.5a.5.5 0 0 1 .5.5V3",
  },
  ellipsis: { lines: "M3 8h.01M8 8h.01M13 8h.01" },
  envelope: { lines: `${frame}M2.5 4.5L8 9l5.5-4.5` },
  eraser: { lines: "M9.5 2.75l3.75 3.75l-6.75 6.75H4.25l-2.5-2.5zM5.75 6.5l3.75 3.75M6.5 13.25h7" },
  eye: {
    lines:
      "M1.75 8S4 3.75 8 3.75S14.25 8 14.25 8S12 12.25 8 12.25S1.75 8 1.75 8M8 6.25a1.75 1.75 0 1 0 0 3.5a1.75 1.75 0 1 0 0-3.5",
  },
  "eye-disabled": {
    lines: "M1.75 8S4 3.75 8 3.75S14.25 8 14.25 8S12 12.25 8 12.25S1.75 8 1.75 8M2.75 13.25l10.5-10.5",
  },
  exclamationmark: { lines: "M8 2.75v7M8 13v.01" },
  filter: { lines: "M2 4h12M4.5 8h7M6.75 12h2.5" },
  finder: {
    lines: `${frame}M8.75 2.75C7.5 5 7.25 7 7.25 8.75h1.75c0 1.5.25 3 .75 4.5M5 5.75v1M11 5.75v1M4.75 10.25c1.75 1.25 4.75 1.25 6.5 0`,
  },
  flag: { lines: "M3.75 14.25V2.5c3-1.5 5 1.5 8.75 0v6.75c-3.75 1.5-5.75-1.5-8.75 0" },
  folder: {
    lines:
      "M2.25 12.25v-8.5a.75.75 0 0 1 .75-.75h3.25l1.5 2h5.25a.75.75 0 0 1 .75.75v6.5a.75.75 0 0 1-.75.75H3a.75.75 0 0 1-.75-.75",
  },
  gauge: { lines: "M3.5 12.5a6.25 6.25 0 1 1 9 0M8 9l3-3.5" },
  geopin: {
    lines:
      "M8 14.25c3-3 4.75-5.5 4.75-7.75a4.75 4.75 0 0 0-9.5 0c0 2.25 1.75 4.75 4.75 7.75M8 5a1.5 1.5 0 1 0 0 3a1.5 1.5 0 1 0 0-3",
  },
  "globe-01": { lines: `${circle}M2.25 8h11.5M8 2.25c-3.25 3.5-3.25 8 0 11.5c3.25-3.5 3.25-8 0-11.5` },
  hammer: {
    lines:
      "M8.75 6.25L2.75 12.5l1 1l6.25-6M6.5 3.75c2-2 4-1.75 5.25-.5l2.25 2.5l-2 2l-1.5-1.5l-1 1l-2-2l.75-.75c-.5-.5-1-.75-1.75-.75",
  },
  "hard-drive": { lines: "M4 3.25h8l1.75 5.5v3a1 1 0 0 1-1 1h-9.5a1 1 0 0 1-1-1v-3zM2.25 8.75h11.5M11 10.75h.01" },
  hashtag: { lines: "M6.25 2.5l-1.5 11M11.25 2.5l-1.5 11M2.75 5.75h11M2.25 10.25h11" },
  heart: {
    lines: "M8 13.25C4.5 10.5 2.25 8.5 2.25 6a2.9 2.9 0 0 1 5.75-1a2.9 2.9 0 0 1 5.75 1c0 2.5-2.25 4.5-5.75 7.25",
  },
  heartbeat: { lines: "M1.75 8.5h3l1.75-5l3 9.5l1.75-4.5h3" },
  hourglass: {
    lines: "M3.75 2.25h8.5M3.75 13.75h8.5M4.75 2.25v2.25L8 8l3.25-3.5V2.25M4.75 13.75V11.5L8 8l3.25 3.5v2.25",
  },
  house: { lines: "M2.25 7.5L8 2.5l5.75 5M3.75 6.5v7h8.5v-7M6.75 13.5V9.75h2.5v3.75" },
  image: { lines: `${frame}M2.5 11.5l3.5-3.5l2.75 2.75l1.75-1.75l3 3M10.5 5.75h.01` },
  "important-01": { lines: `${circle}M8 5v3.5M8 10.75v.01` },
  "info-01": { lines: `${circle}M8 7.5V11M8 5.25v.01` },
  key: { lines: "M10.25 2.25a3.5 3.5 0 1 0 0 7a3.5 3.5 0 1 0 0-7M7.75 8.25l-5 5M4.5 11.5l1.5 1.5M11.25 4.75h.01" },
  keyboard: {
    lines:
      "M2.25 4.25h11.5a.5.5 0 0 1 .5.5v6.5a.5.5 0 0 1-.5.5H2.25a.5.5 0 0 1-.5-.5v-6.5a.5.5 0 0 1 .5-.5M4.25 6.75h.01M6.75 6.75h.01M9.25 6.75h.01M11.75 6.75h.01M5.5 9.5h5",
  },
  layers: { lines: "M8 2.25l6 3l-6 3l-6-3zM2 8l6 3l6-3M2 10.75l6 3l6-3" },
  leaf: { lines: "M2.75 13.25C3.5 7 7 5.75 10 5.5M4 10C3 5 7.5 2.25 13.5 2.5C13.5 9 10.5 13 4.75 11.25" },
  "light-bulb": { lines: "M6 11.25c0-1.5-2-2.25-2-5a4 4 0 0 1 8 0c0 2.75-2 3.5-2 5zM6.5 13.75h3" },
  "line-chart": { lines: "M2.25 11.5l3.5-4l2.75 2.25l5.25-6.25" },
  link: {
    lines: "M6.75 9.25l2.5-2.5M7 4.75l1.5-1.5a3 3 0 0 1 4.25 4.25l-1.5 1.5M9 11.25l-1.5 1.5A3 3 0 0 1 3.25 8.5L4.75 7",
  },
  lock: { lines: `${padlock}M5 7.25V5a3 3 0 0 1 6 0v2.25` },
  "lock-unlocked": { lines: `${padlock}M5 7.25V5a3 3 0 0 1 5.75-1.25` },
  logout: { lines: "M6 2.75H3.25a.5.5 0 0 0-.5.5v9.5a.5.5 0 0 0 .5.5H6M6.5 8h7M10.75 5.25L13.5 8l-2.75 2.75" },
  "magnifying-glass": { lines: "M7 2.25a4.75 4.75 0 1 0 0 9.5a4.75 4.75 0 1 0 0-9.5M10.5 10.5l3.25 3.25" },
  megaphone: { lines: "M2.25 6.5v3l2.25.25l8.25 3V3.25l-8.25 3zM5 10l.75 3.25h1.75L7 10.75" },
  "memory-stick": { lines: "M3.75 2.25h6l2.5 2.5v9h-8.5zM6 4.75v2M8.25 4.75v2M10.25 6v1" },
  minus: { lines: "M3 8h10" },
  "minus-circle": { lines: `${circle}M5.25 8h5.5` },
  monitor: { lines: "M2.75 2.75h10.5a.5.5 0 0 1 .5.5v7h-11.5v-7a.5.5 0 0 1 .5-.5M8 10.25v3M5.25 13.25h5.5" },
  moon: { lines: "M13.5 9.5A5.75 5.75 0 1 1 6.5 2.5a4.75 4.75 0 0 0 7 7" },
  network: { lines: "M6.25 2.25h3.5v3h-3.5zM2.25 10.75h3.5v3h-3.5zM10.25 10.75h3.5v3h-3.5zM8 5.25V8M4 10.75V8h8v2.75" },
  "new-document": { lines: `${page}M8 7.5v4M6 9.5h4` },
  "new-folder": {
    lines:
      "M2.25 12.25v-8.5a.75.75 0 0 1 .75-.75h3.25l1.5 2h5.25a.75.75 0 0 1 .75.75v6.5a.75.75 0 0 1-.75.75H3a.75.75 0 0 1-.75-.75M8 7.25v3.5M6.25 9h3.5",
  },
  "number-list": { lines: "M2.5 3.25L3.5 2.75v3M2.5 10h1.75L2.5 12.75h1.75M6.75 4.25h6.75M6.75 11.5h6.75" },
  paperclip: {
    lines: "M13 7.5l-5.25 5.25a3.25 3.25 0 0 1-4.5-4.5L8.5 3a2.1 2.1 0 0 1 3 3l-5 5a1 1 0 0 1-1.5-1.5L9.5 5",
  },
  patch: { lines: "M4.25 6.5l5.25-4.25l4.25 5.25L8.5 11.75L4.25 6.5M2.25 9.5l4.5 4.25M7.5 5.75l3 3.75" },
  pause: { lines: "M5.5 3.25v9.5M10.5 3.25v9.5" },
  pencil: { lines: "M10.5 2.75l2.75 2.75L5.5 13.25l-3 .25l.25-3zM9 4.25L11.75 7" },
  person: {
    lines: "M8 2.25a2.75 2.75 0 1 0 0 5.5a2.75 2.75 0 1 0 0-5.5M2.75 13.75c.5-2.75 2.5-4 5.25-4s4.75 1.25 5.25 4",
  },
  "pie-chart": { lines: "M7 3.25a5.25 5.25 0 1 0 5.75 5.75H7zM9.75 2.25v4h4a4 4 0 0 0-4-4" },
  pin: { lines: "M6 2.25h4l-.5 4.5l2 2.25h-7l2-2.25zM8 9v5" },
  tack: { lines: "M6 2.25h4l-.5 4.5l2 2.25h-7l2-2.25zM8 9v5" },
  play: { lines: "M4.75 3v10l8-5z" },
  plug: { lines: "M5.75 2v3.25M10.25 2v3.25M4 5.25h8v2.5a4 4 0 0 1-8 0zM8 11.75V14" },
  plus: { lines: "M8 3v10M3 8h10" },
  "plus-circle": { lines: `${circle}M8 5.25v5.5M5.25 8h5.5` },
  power: { lines: "M8 2v5.5M4.75 4a5.25 5.25 0 1 0 6.5 0" },
  "question-mark-circle": { lines: `${circle}M6.25 6.5a1.75 1.75 0 1 1 2.5 1.6c-.5.25-.75.5-.75 1M8 11v.01` },
  "raycast-logo-neg": { lines: "M8 2.25L13.75 8L8 13.75L2.25 8z" },
  receipt: {
    lines:
      "M3.75 2.25l1.5 1l1.25-1l1.5 1l1.5-1l1.25 1l1.5-1v11.5l-1.5-1l-1.25 1l-1.5-1l-1.5 1l-1.25-1l-1.5 1zM6 6.25h4M6 9h4",
  },
  repeat: {
    lines: "M3 7.25v-1a2 2 0 0 1 2-2h7.5L10.5 2.25M13 8.75v1a2 2 0 0 1-2 2H3.5l2 2M10.5 6.25l2-2M5.5 9.75l-2 2",
  },
  rocket: {
    lines:
      "M6 10L4.5 8.5c1-3.5 3.5-6.25 8.75-6.25c0 5.25-2.75 7.75-6.25 8.75zM4.5 8.5L2.25 8.75L4.5 6M7.5 11.5l-.25 2.25L10 11.5M3.75 10.75l-1.5 3l3-1.5M10 6h.01",
  },
  "save-document": { lines: `${page}M8 7.25v4.25M6.25 9.75L8 11.5l1.75-1.75` },
  "shield-01": { lines: "M8 1.75l5.25 2v4c0 3-2 5.25-5.25 6.5c-3.25-1.25-5.25-3.5-5.25-6.5v-4z" },
  snippets: { lines: "M3.25 2.75h6.5M3.25 5.75h9.5M3.25 8.75h6.5M3.25 11.75h9.5" },
  snowflake: {
    lines: "M8 1.75v12.5M2.6 4.9l10.8 6.2M13.4 4.9L2.6 11.1M6.5 2.75L8 4.25l1.5-1.5M6.5 13.25L8 11.75l1.5 1.5",
  },
  "speech-bubble": {
    lines: "M3.25 2.75h9.5a1 1 0 0 1 1 1v6.5a1 1 0 0 1-1 1H8l-3.25 2.5v-2.5h-1.5a1 1 0 0 1-1-1v-6.5a1 1 0 0 1 1-1",
  },
  "stacked-bars-4": { lines: "M3 13.25v-2M6.35 13.25V9M9.7 13.25v-6.5M13 13.25V2.75" },
  star: { lines: "M8 2l1.85 3.85l4.15.6l-3 2.95l.7 4.2L8 11.6l-3.7 2l.7-4.2l-3-2.95l4.15-.6z" },
  stars: { lines: "M6.5 3.25L7.75 7L11.5 8.25L7.75 9.5L6.5 13.25L5.25 9.5L1.5 8.25L5.25 7zM12.25 2v3M10.75 3.5h3" },
  stop: { lines: "M4 4h8v8H4z" },
  stopwatch: { lines: "M8 4a4.9 4.9 0 1 0 0 9.75A4.9 4.9 0 1 0 8 4M6.5 1.75h3M8 6.5V9M12.5 4l.75.75" },
  sun: {
    lines:
      "M8 5.25a2.75 2.75 0 1 0 0 5.5a2.75 2.75 0 1 0 0-5.5M8 1.5v1M8 13.5v1M1.5 8h1M13.5 8h1M3.4 3.4l.7.7M11.9 11.9l.7.7M3.4 12.6l.7-.7M11.9 4.1l.7-.7",
  },
  contrast: { lines: circle, filled: "M8 2.25a5.75 5.75 0 0 1 0 11.5z" },
  switch: {
    lines: "M5 4.25h6a3.75 3.75 0 0 1 0 7.5H5a3.75 3.75 0 0 1 0-7.5M11 6.5a1.5 1.5 0 1 0 0 3a1.5 1.5 0 1 0 0-3",
  },
  tag: { lines: "M8.25 2.25h5v5l-6.5 6.5l-5-5zM10.75 4.75h.01" },
  terminal: { lines: `${frame}M4.75 6L7 8L4.75 10M8.25 10.25h3` },
  text: { lines: "M3 4.75V3h10v1.75M8 3v10M6 13h4" },
  "text-cursor": {
    lines: "M6 2.5c1.5 0 2 .75 2 1.75v7.5c0 1-.5 1.75-2 1.75M10 2.5c-1.5 0-2 .75-2 1.75M10 13.5c-1.5 0-2-.75-2-1.75",
  },
  trash: { lines: "M2.5 4.25h11M6 4V2.5h4V4M4 4.25l.6 9h6.8l.6-9M6.5 7v3.75M9.5 7v3.75" },
  tray: { lines: "M2.25 8.5l2-5.25h7.5l2 5.25v4.25H2.25zM2.25 8.5h3.5l.75 1.75h3l.75-1.75h3.5" },
  "two-people": {
    lines:
      "M6 3a2.25 2.25 0 1 0 0 4.5A2.25 2.25 0 1 0 6 3M1.75 13c.25-2.25 1.75-3.5 4.25-3.5S10 10.75 10.25 13M10.25 3.25a2.25 2.25 0 0 1 0 4M12 9.75c1.25.5 2 1.5 2.25 3.25",
  },
  undo: { lines: "M5.25 2.75L2.25 6l3 3.25M2.5 6h7a3.75 3.75 0 0 1 0 7.5H5.5" },
  upload: { lines: "M8 10.5v-8M4.75 5.5L8 2.25L11.25 5.5M2.5 13.5h11" },
  wallet: {
    lines:
      "M2.75 4.25h9.5a1 1 0 0 1 1 1v7a1 1 0 0 1-1 1h-9a1 1 0 0 1-1-1V4a1.5 1.5 0 0 1 1.5-1.5h8M13.25 7.25H10.5a1.5 1.5 0 0 0 0 3h2.75",
  },
  wand: { lines: "M2.5 13.5l7-7M11.5 2v2.5M11.5 7.5V10M8 6h-.5M15 6h-2M13.75 3.75L13 4.5M13.75 8.25L13 7.5" },
  warning: { lines: "M8 2.25l6.25 11h-12.5zM8 6.5v3M8 11.25v.01" },
  wifi: { lines: "M1.75 6.5a9 9 0 0 1 12.5 0M4 9a5.75 5.75 0 0 1 8 0M6.25 11.25a2.5 2.5 0 0 1 3.5 0M8 13h.01" },
  "wrench-screwdriver": {
    lines:
      "M9.5 6.5a3.5 3.5 0 0 1 4.5-4l-2 2l.25 1.25l1.25.25l2-2M9.75 6.25l-7.25 7.25M2.5 2.5l2.25.75l.5 1.5l3 3M10 9.75l3.5 3.5",
  },
  "x-mark-circle": { lines: `${circle}M5.75 5.75l4.5 4.5M10.25 5.75l-4.5 4.5` },
  "x-mark-circle-filled": { lines: `${circle}M5.75 5.75l4.5 4.5M10.25 5.75l-4.5 4.5` },
  xmark: { lines: "M3.5 3.5l9 9M12.5 3.5l-9 9" },
  multiply: { lines: "M3.5 3.5l9 9M12.5 3.5l-9 9" },
};

/** What stands for an icon that we have not drawn: a plain rounded shape, never a broken image. */
const neutral = { lines: "M5.25 3.25h5.5a2 2 0 0 1 2 2v5.5a2 2 0 0 1-2 2h-5.5a2 2 0 0 1-2-2v-5.5a2 2 0 0 1 2-2" };

const iconName = /^([a-z0-9-]+)-16$/;

/** The drawing of one of Raycast's icons; undefined when the source names none of them. */
export function drawingOf(source: string): { lines: string; filled?: string } | undefined {
  const name = iconName.exec(source)?.[1];
  return name === undefined ? undefined : (own(drawings, name) ?? neutral);
}

export const neutralDrawing = neutral;

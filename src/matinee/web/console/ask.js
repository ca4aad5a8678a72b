// @ts-check
// The server's answers, with the operator's key where there is one; charts out of its specifications.
import { h } from "/static/dom.js";

const KEY = "matinee.console.key";
/** What stands before every address: the twin's own console asks the twin alone. */
export const base = location.pathname.startsWith("/simulated/") ? "/simulated" : "";
export class Refused extends Error {
  constructor(status, told) {
    super(told.message ?? "The server did not answer.");
    this.needsKey = status === 401 || told.code === "no_key" || (status === 403 && !sessionStorage.getItem(KEY));
    this.wayOut = told.way_out ?? "";
  }
}
export function setKey(key) { sessionStorage.setItem(KEY, key.trim()); }

/** @param {string} path @param {{method?: string, body?: unknown}} [more] */
export async function ask(path, { method = "GET", body } = {}) {
  const key = sessionStorage.getItem(KEY), headers = {};
  if (key) headers.authorization = `Bearer ${key}`;
  if (body !== undefined) headers["content-type"] = "application/json";
  const answer = await fetch(base + path, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) });
  const told = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Refused(answer.status, told);
  return told;
}

let bundle;
function vega() {
  bundle ??= new Promise((done, failed) => {
    const script = h("script", { type: "module", src: "/console/files/vega.js" });
    script.addEventListener("load", () => done(window.vegaEmbed));
    script.addEventListener("error", failed);
    document.head.append(script);
  });
  return bundle;
}

/** A chart in a place of its own; `said` is what it shows, in words. */
export function chart(spec, said) {
  const place = h("div", { class: "chart", role: "img", "aria-label": said });
  vega().then((embed) => {
    const draw = () => embed(place, spec, { actions: false, ast: true, renderer: "canvas", defaultStyle: false, tooltip: { disableDefaultStyle: true } })
      .then(() => { place.dataset.drawn = "yes"; });
    return place.isConnected ? draw() : new Promise((done) => requestAnimationFrame(() => done(draw())));
  }).catch((error) => place.replaceChildren(h("p", { class: "trouble" }, `The chart cannot be drawn: ${error.message}`)));
  return place;
}

export const report = (name, more = "") => ask(`/v1/reports/${name}${more ? `?${more}` : ""}`);
export const spec = (name, more = "") => ask(`/v1/reports/${name}?format=vega${more ? `&${more}` : ""}`);
export const percent = (share, digits = 1) => share === null || share === undefined ? "–" : `${(share * 100).toFixed(digits)} %`;
export const number = (value) => value === null || value === undefined ? "–" : Number(value).toLocaleString("en", { maximumFractionDigits: 2 });
export const tile = (name, value, small = "", bad = false) =>
  h("div", { class: bad ? "tile bad" : "tile" }, h("dt", {}, name), h("dd", {}, value, small ? h("small", {}, small) : null));
export const word = (text) => h("span", { class: `word ${text === "too early to say" ? "early" : text}` }, text);
export const heading = (title, lead) => [h("h1", {}, title), h("p", { class: "lead" }, lead)];

/** A table; columns are [title, how to show a line, class]. */
export function table(caption, columns, lines) {
  if (!lines.length) return h("p", { class: "soft" }, "Nothing yet.");
  return h("div", { class: "wide", tabindex: "0", role: "region", "aria-label": caption },
    h("table", {}, h("caption", {}, caption),
      h("thead", {}, h("tr", {}, columns.map(([title, , kind]) => h("th", { scope: "col", class: kind ?? false }, title)))),
      h("tbody", {}, lines.map((line) => h("tr", {}, columns.map(([, show, kind]) => h("td", { class: kind ?? false }, show(line))))))));
}

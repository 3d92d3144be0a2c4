// Charts as inline SVG. Each has a title, a sentence for those who do not see it, and its numbers as a table.
import { element, graphic } from "/assets/client.js";

const number = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
export const count = (value) => number.format(value);

// Round steps from 0 to at least `maximum`, at most five of them.
function ticks(maximum, isWhole) {
  if (!(maximum > 0)) return [0, 1];
  const rough = maximum / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  let step = [1, 2, 2.5, 5, 10].map((factor) => factor * power).find((one) => one >= rough * (1 - 1e-9));
  if (isWhole) step = Math.max(1, Math.ceil(step));
  const steps = Math.ceil(maximum / step - 1e-9);
  return Array.from({ length: steps + 1 }, (_, index) => index * step);
}

const margin = { top: 10, right: 8, bottom: 24, left: 58 };
const height = 190;

// What a chart stands on: the drawing, its height scale and a place for each of `labels`.
function ground(width, labels, maximum, { isWhole, format }) {
  const steps = ticks(maximum, isWhole);
  const [inner, bottom] = [width - margin.left - margin.right, height - margin.bottom];
  const y = (value) => bottom - (value / steps.at(-1)) * (bottom - margin.top);
  const pace = inner / labels.length;
  const x = (index) => margin.left + pace * index;
  const drawing = graphic("svg", { width, height, viewBox: `0 0 ${width} ${height}`, role: "img" });
  for (const value of steps) {
    drawing.append(
      graphic("line", { class: value ? "grid" : "axis", x1: margin.left, x2: width - margin.right, y1: y(value), y2: y(value) }),
      graphic("text", { class: "tick", x: margin.left - 6, y: y(value) + 4, "text-anchor": "end" }, format(value)));
  }
  // As many dates as there is room for, the last one always.
  const every = Math.max(1, Math.ceil(labels.length / Math.max(1, Math.floor(inner / 62))));
  labels.forEach((label, index) => {
    if ((labels.length - 1 - index) % every) return;
    const isLast = index === labels.length - 1 && labels.length > 1;
    drawing.append(graphic("text", {
      class: "tick", x: isLast ? width - margin.right : x(index) + pace / 2, y: height - 6, "text-anchor": isLast ? "end" : "middle",
    }, label));
  });
  return { drawing, x, y, pace, bottom };
}

// The numbers of one place, where the pointer is.
function hint(chart, { x, pace, bottom }, index) {
  const values = chart.series.map(({ name, values }) => `${name}: ${values[index] === null ? "–" : chart.format(values[index])}`);
  return graphic("rect", { class: "hit", x: x(index), y: margin.top, width: pace, height: bottom - margin.top },
    graphic("title", {}, `${chart.labels[index]}\n${values.join("\n")}`));
}

function bars(chart, width) {
  const totals = chart.labels.map((_, index) => chart.series.reduce((sum, { values }) => sum + values[index], 0));
  const base = ground(width, chart.labels, Math.max(...totals), chart);
  const gap = base.pace > 6 ? Math.min(base.pace * .25, 8) : base.pace > 3 ? 1 : 0;
  totals.forEach((_, index) => {
    let below = 0;
    for (const { values, tone } of chart.series) {
      if (!values[index]) continue;
      const [top, foot] = [base.y(below + values[index]), base.y(below)];
      below += values[index];
      // A small part is still seen.
      base.drawing.append(graphic("rect", {
        class: tone, x: base.x(index) + gap / 2, width: Math.min(base.pace - gap, 48), y: Math.min(top, foot - 1), height: Math.max(foot - top, 1),
      }));
    }
    base.drawing.append(hint(chart, base, index));
  });
  return base.drawing;
}

function lines(chart, width) {
  const base = ground(width, chart.labels, Math.max(0, ...chart.series.flatMap(({ values }) => values)), chart);
  for (const { values, tone } of chart.series) {
    let path = "";
    values.forEach((value, index) => {
      if (value === null) return;
      const [x, y] = [base.x(index) + base.pace / 2, base.y(value)];
      path += `${path ? "L" : "M"}${x.toFixed(1)} ${y.toFixed(1)}`;
      base.drawing.append(graphic("circle", { class: tone, cx: x, cy: y, r: base.pace > 8 ? 3 : 1.5 }));
    });
    base.drawing.append(graphic("path", { class: `${tone} line`, d: path }));
  }
  chart.labels.forEach((_, index) => base.drawing.append(hint(chart, base, index)));
  return base.drawing;
}

function table(headings, rows) {
  return element("table", {},
    element("thead", {}, element("tr", {}, ...headings.map((heading) => element("th", { scope: "col" }, heading)))),
    element("tbody", {}, ...rows.map(([first, ...rest]) =>
      element("tr", {}, element("th", { scope: "row" }, first), ...rest.map((cell) => element("td", {}, cell))))));
}

let drawn = 0;

// A figure over time.
//
// chart: title, kind ("bars", stacked, or "lines"), labels, summary (a sentence), format (of a number), isWhole (whether there
// are no halves), series of { name, tone, values }; a value of null in a line is a gap.
export function figure(chart) {
  const id = `chart-${++drawn}`;
  const place = element("div", { class: "drawing" });
  const legend = chart.series.length > 1
    ? [element("ul", { class: "legend" }, ...chart.series.map(({ name, tone }) => element("li", { class: tone }, name)))] : [];
  const rows = chart.labels.map((label, index) =>
    [label, ...chart.series.map(({ values }) => values[index] === null ? "–" : chart.format(values[index]))]);
  const node = element("figure", { class: "panel" },
    element("figcaption", { id }, chart.title), ...legend, place,
    element("details", {}, element("summary", {}, "As a table"), table([chart.unit, ...chart.series.map(({ name }) => name)], rows)));
  // Drawn in the pixels that there are, so that letters keep their size.
  let last = 0;
  new ResizeObserver(([{ contentRect }]) => {
    const width = Math.floor(contentRect.width);
    if (width < 120 || width === last) return;
    last = width;
    const drawing = (chart.kind === "lines" ? lines : bars)(chart, width);
    drawing.setAttribute("aria-label", `${chart.title}. ${chart.summary}`);
    place.replaceChildren(drawing);
  }).observe(place);
  return node;
}

// A list with a bar for each entry's share of the largest: entries of { name, detail, count }.
export function ranking(title, heading, entries, none) {
  const largest = Math.max(1, ...entries.map((entry) => entry.count));
  const body = entries.map(({ name, detail, count: value }) => element("tr", {},
    element("th", { scope: "row", title: detail ?? name }, name),
    element("td", {}, graphic("svg", { width: "100%", height: 10, "aria-hidden": "true" },
      graphic("rect", { class: "first", width: `${(100 * value / largest).toFixed(1)}%`, height: 10, rx: 2 }))),
    element("td", {}, count(value))));
  return panel(title, entries.length
    ? element("table", { class: "ranking" }, element("colgroup", {}, element("col"), element("col", { class: "bar" }), element("col", { class: "number" })),
      element("thead", { class: "hidden" }, element("tr", {}, element("th", { scope: "col" }, heading), element("td"), element("th", { scope: "col" }, "times"))),
      element("tbody", {}, ...body))
    : element("p", { class: "notice" }, none));
}

export const panel = (title, ...content) => element("section", { class: "panel" }, element("h2", {}, title), ...content);
export { table };

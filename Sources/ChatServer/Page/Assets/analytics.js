// How the knowledge base is used: the numbers of /api/analytics and /api/usage as charts.
import { element, get } from "/assets/client.js";
import { count, figure, panel, ranking, table } from "/assets/charts.js";

const $ = (id) => document.getElementById(id);
const milliseconds = (value) => value < 1000 ? `${Math.round(value)} ms` : `${(value / 1000).toFixed(value < 10_000 ? 1 : 0)} s`;
const money = new Intl.NumberFormat("en", { maximumSignificantDigits: 3 });
const share = (part, whole) => whole ? `${Math.round(100 * part / whole)} %` : "–";
const plural = (value, one, many) => `${count(value)} ${value === 1 ? one : many}`;

const dayLength = 86_400_000;
const dayOf = (time) => new Date(time).toISOString().slice(0, 10);
const shown = new Intl.DateTimeFormat("en", { day: "numeric", month: "short", timeZone: "UTC" });
const label = (day) => shown.format(new Date(`${day}T00:00:00Z`));

// Spans of equal length from the first day to the last, empty ones included: days, or weeks where those are too many.
function spans(days, from, to) {
  const [first, last] = [Date.parse(`${from}T00:00:00Z`), Date.parse(`${to}T00:00:00Z`)];
  const number = Math.round((last - first) / dayLength) + 1;
  const size = number > 92 ? 7 : 1;
  const known = new Map(days.map((day) => [day.day, day]));
  const list = [];
  for (let start = 0; start < number; start += size) {
    const span = { day: dayOf(first + start * dayLength), questions: 0, unanswered: 0, people: 0, positive: 0, neutral: 0, negative: 0, cost: 0, time: 0 };
    for (let index = start; index < Math.min(start + size, number); index++) {
      const day = known.get(dayOf(first + index * dayLength));
      if (!day) continue;
      span.questions += day.questions;
      span.unanswered += day.unanswered;
      // The same people may come every day: they cannot be added up.
      span.people = Math.max(span.people, day.people);
      for (const polarity of ["positive", "neutral", "negative"]) span[polarity] += day.sentiment[polarity];
      span.cost += day.cost;
      span.time += day.meanMilliseconds * day.questions;
    }
    list.push(span);
  }
  return { list, unit: size === 1 ? "Day" : "Week from", isDays: size === 1 };
}

function tile(name, value, detail) {
  return element("div", { class: "tile" }, element("dt", {}, name), element("dd", {}, element("strong", {}, value), element("small", {}, detail)));
}

function tiles(analytics, usage, currency) {
  const sum = (name) => analytics.days.reduce((total, day) => total + day[name], 0);
  const [questions, unanswered] = [sum("questions"), sum("unanswered")];
  const { up, down } = analytics.feedback;
  const requests = usage.reduce((total, entry) => total + entry.requests, 0);
  return element("dl", { class: "tiles" },
    tile("Questions", count(questions), `by ${plural(analytics.people, "person", "people")}`),
    tile("Unanswered", share(unanswered, questions), plural(unanswered, "question", "questions")),
    tile("Came back", share(analytics.returningPeople, analytics.people), "asked on more than one day"),
    tile("Found helpful", share(up, up + down), `of ${plural(up + down, "rating", "ratings")}`),
    tile("Time to answer", milliseconds(analytics.milliseconds.median), `median; 95 of 100 within ${milliseconds(analytics.milliseconds.p95)}`),
    tile("Cost", `${money.format(sum("cost"))} ${currency}`, plural(requests, "request to models", "requests to models")));
}

// The same model on several days, as one row.
function byModel(usage) {
  const models = new Map();
  for (const entry of usage) {
    const key = `${entry.provider}\n${entry.model}`;
    const sum = models.get(key) ?? { provider: entry.provider, model: entry.model, requests: 0, failures: 0, inputTokens: 0, outputTokens: 0, cost: 0 };
    for (const name of ["requests", "failures", "inputTokens", "outputTokens", "cost"]) sum[name] += entry[name];
    models.set(key, sum);
  }
  return [...models.values()].sort((a, b) => b.cost - a.cost || b.requests - a.requests);
}

// The same question asked again counts up; the latest time stays.
function repeated(questions) {
  const known = new Map();
  for (const { question, asked } of questions) {
    const one = known.get(question) ?? { question, asked, times: 0 };
    one.times++;
    known.set(question, one);
  }
  return [...known.values()];
}

function draw(analytics, usage) {
  const currency = analytics.currency;
  const questions = analytics.days.reduce((sum, day) => sum + day.questions, 0);
  if (!questions) {
    $("charts").replaceChildren(panel("Nothing was asked yet", element("p", { class: "notice" },
      `No question was asked from ${analytics.from} through ${analytics.to}. `, element("a", { href: "/" }, "Ask one"), ", or choose a longer time.")));
    return;
  }
  const { list, unit, isDays } = spans(analytics.days, analytics.from, analytics.to);
  const values = (name) => list.map((span) => span[name]);
  const labels = list.map((span) => label(span.day));
  const total = (name) => values(name).reduce((sum, value) => sum + value, 0);
  const peak = list.reduce((best, span) => span.questions > best.questions ? span : best);
  const answered = list.map((span) => Math.max(0, span.questions - span.unanswered));
  const unanswered = list.map((span, index) => span.questions - answered[index]);
  const of = isDays ? "day" : "week";
  const base = { labels, unit, kind: "bars", isWhole: true, format: count };
  const cost = (value) => money.format(value);
  $("charts").replaceChildren(
    tiles(analytics, usage, currency),
    figure({ ...base, title: `Questions a ${of}`, series: [
      { name: "answered", tone: "first", values: answered }, { name: "not answered", tone: "bad", values: unanswered }],
    summary: `${count(questions)} questions, ${count(total("unanswered"))} not answered; most, ${count(peak.questions)}, on ${label(peak.day)}.` }),
    figure({ ...base, title: `Sentiment of questions a ${of}`, series: ["positive", "neutral", "negative"].map((name) =>
      ({ name, tone: { positive: "good", neutral: "plain", negative: "bad" }[name], values: values(name) })),
    summary: `${count(total("positive"))} positive, ${count(total("neutral"))} neutral, ${count(total("negative"))} negative.` }),
    figure({ ...base, title: isDays ? "People a day" : "People on the busiest day of a week", series: [{ name: "people", tone: "first", values: values("people") }],
      summary: `${plural(analytics.people, "person", "people")} in all, ${count(analytics.returningPeople)} on more than one day.` }),
    figure({ ...base, kind: "lines", isWhole: false, format: milliseconds, title: `Time to answer, mean of a ${of}`, series: [
      { name: "time", tone: "first", values: list.map((span) => span.questions ? span.time / span.questions : null) }],
    summary: `Median ${milliseconds(analytics.milliseconds.median)}, 99 of 100 within ${milliseconds(analytics.milliseconds.p99)}.` }),
    figure({ ...base, isWhole: false, format: cost, title: `Cost a ${of}, ${currency}`, series: [{ name: "cost", tone: "first", values: values("cost") }],
      summary: `${cost(total("cost"))} ${currency} in all.` }),
    ranking("Top documents", "Document", analytics.documents.slice(0, 15).map((one) => ({ name: one.title || one.source, detail: one.source, count: one.count })),
      "No answer has cited a document yet."),
    ranking("Recurring topics", "Topic", analytics.topics.slice(0, 15).map((one) => ({ name: one.term, detail: `as in: ${one.title}`, count: one.count })),
      "No two questions have a word in common."),
    panel("Questions without an answer", analytics.unanswered.length
      ? element("ul", { class: "questions" }, ...repeated(analytics.unanswered).map(({ question, asked, times }) => element("li", {},
        element("a", { href: `/?q=${encodeURIComponent(question)}` }, question), times > 1 ? ` ×${times} ` : " ",
        element("time", { datetime: asked }, label(asked.slice(0, 10))))))
      : element("p", { class: "notice" }, "Every question had an answer.")),
    panel("Language models", usage.length
      ? element("div", { class: "scroll" }, table(["Provider", "Model", "Requests", "Failed", "Tokens in", "Tokens out", `Cost, ${currency}`], byModel(usage).map((one) =>
        [one.provider, one.model, count(one.requests), count(one.failures), count(one.inputTokens), count(one.outputTokens), cost(one.cost)])))
      : element("p", { class: "notice" }, "No language model was asked; the bundle answered by itself.")));
}

let latest = 0;

async function load() {
  const turn = ++latest;
  const days = Number($("period").value);
  const now = Date.now();
  const period = `from=${dayOf(now - (days - 1) * dayLength)}&to=${dayOf(now)}`;
  try {
    $("status").textContent = "Loading…";
    const [analytics, usage] = await Promise.all([get(`/api/analytics?limit=100&${period}`), get(`/api/usage?${period}`)]);
    if (turn !== latest) return;
    draw(analytics, usage.usage);
    $("status").textContent = `${analytics.from} through ${analytics.to}, in UTC`;
  } catch (error) {
    if (turn !== latest) return;
    $("status").textContent = "";
    const remedy = error.status === 401 ? [" ", element("a", { href: "/" }, "Sign in"), " and come back."] : [];
    $("charts").replaceChildren(panel("There is nothing to show", element("p", { class: "problem" }, error.message, ...remedy)));
  }
}

$("period").addEventListener("change", load);
$("reload").addEventListener("click", load);
load();

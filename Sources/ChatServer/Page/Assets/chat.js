// The chat page.
import { startAdditions } from "/assets/additions.js";
import { Failure, call, element, get, graphic, keepTokens } from "/assets/client.js";

const $ = (id) => document.getElementById(id);
const state = { session: null, title: "", abort: null, me: null };

const say = (text) => { $("status").textContent = text; };
const report = (error) => { if (error.name !== "AbortError") say(error.message); };

// ── Markdown ───────────────────────────────────────────────────────────────────────────────────

// Bold, italics, code and [n] in one line.
function inline(text, cite) {
  const nodes = [];
  const pattern = /`([^`]+)`|\*\*([^*]+)\*\*|\*([^*\s][^*]*)\*|\[(\d{1,3})\]/g;
  let last = 0;
  for (const match of text.matchAll(pattern)) {
    nodes.push(text.slice(last, match.index));
    if (match[1] !== undefined) nodes.push(element("code", {}, match[1]));
    else if (match[2] !== undefined) nodes.push(element("strong", {}, match[2]));
    else if (match[3] !== undefined) nodes.push(element("em", {}, match[3]));
    else nodes.push(cite(Number(match[4])) ?? match[0]);
    last = match.index + match[0].length;
  }
  nodes.push(text.slice(last));
  return nodes;
}

// Paragraphs, lists, headings and fenced code.
function markdown(text, cite) {
  const blocks = [];
  const lines = text.split("\n");
  let paragraph = [];
  let list = null;
  const flush = () => {
    if (paragraph.length) blocks.push(element("p", {}, ...inline(paragraph.join(" "), cite)));
    paragraph = [];
    list = null;
  };
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index];
    if (line.startsWith("```")) {
      flush();
      const code = [];
      while (++index < lines.length && !lines[index].startsWith("```")) code.push(lines[index]);
      blocks.push(element("pre", {}, element("code", {}, code.join("\n"))));
      continue;
    }
    const item = line.match(/^\s*(?:([-*•])|(\d+)[.)])\s+(.*)$/);
    const heading = line.match(/^#{1,6}\s+(.*)$/);
    if (item) {
      const name = item[1] ? "ul" : "ol";
      if (paragraph.length || list?.localName !== name) { flush(); list = element(name); blocks.push(list); }
      list.append(element("li", {}, ...inline(item[3], cite)));
    } else if (heading) {
      flush();
      blocks.push(element("p", {}, element("strong", {}, ...inline(heading[1], cite))));
    } else if (!line.trim()) {
      flush();
    } else {
      list = null;
      paragraph.push(line.trim());
    }
  }
  flush();
  return blocks;
}

// ── Messages ───────────────────────────────────────────────────────────────────────────────────

class Answer {
  constructor() {
    this.text = "";
    this.citations = new Map();
    this.steps = element("details", { class: "steps", hidden: "" }, element("summary", {}, "How this was found"), element("ol"));
    this.body = element("div", { class: "waiting" });
    this.sources = element("div", { class: "sources" });
    this.meta = element("div", { class: "meta" });
    this.node = element("article", { class: "message assistant" }, this.steps, this.body, this.sources, this.meta);
  }
  step(text) {
    this.steps.hidden = false;
    this.steps.lastChild.append(element("li", {}, text));
  }
  cite(number) {
    const citation = this.citations.get(number);
    if (!citation) return null;
    return element("button", {
      class: "mark", type: "button", title: citation.title, "aria-label": `Source ${number}: ${citation.title}`,
      onclick: () => openPassage(citation),
    }, String(number));
  }
  draw() {
    this.body.replaceChildren(...markdown(this.text, (number) => this.cite(number)));
  }
  drawSources() {
    this.sources.replaceChildren(...[...this.citations.values()].sort((a, b) => a.number - b.number).map((citation) =>
      element("button", { type: "button", title: place(citation), onclick: () => openPassage(citation) },
        `${citation.number} · ${citation.title}`)));
  }
  finish(message) {
    this.body.classList.remove("waiting");
    this.draw();
    this.drawSources();
    const made = message.production ?? {};
    const facts = [];
    if (made.model) facts.push(made.provider === made.model ? made.model : `${made.provider} · ${made.model}`);
    if (made.milliseconds !== undefined) facts.push(made.milliseconds < 1000 ? `${Math.round(made.milliseconds)} ms` : `${(made.milliseconds / 1000).toFixed(1)} s`);
    if (made.cost) facts.push(made.cost.toFixed(4));
    this.meta.replaceChildren(element("span", {}, facts.join(" · ")));
    if (message.id && state.me?.keepsConversations) this.meta.append(...this.thumbs(message));
    this.meta.append(element("button", { type: "button", onclick: () => navigator.clipboard?.writeText(this.text).then(() => say("Copied."), report) }, "Copy"));
  }
  thumbs(message) {
    const given = message.feedback?.rating;
    const buttons = [["up", "Helpful", "A good answer", 1], ["down", "Not helpful", "A bad answer", -1]].map(([rating, sign, label, value]) =>
      element("button", {
        type: "button", "aria-label": label, title: label, "aria-pressed": String(given === value),
        onclick: async (event) => {
          try {
            const reason = rating === "down" ? prompt("What was wrong? (may stay empty)") : "";
            if (reason === null) return;
            await call(`/api/messages/${message.id}/feedback`, { method: "PUT", json: { rating, reason } });
            for (const button of buttons) button.setAttribute("aria-pressed", String(button === event.target));
          } catch (error) { report(error); }
        },
      }, sign));
    return buttons;
  }
}

const userNode = (text) => element("article", { class: "message user" }, text);

function place(citation) {
  const parts = [citation.url ?? citation.source];
  if (citation.pages) parts.push(citation.pages[0] === citation.pages[1] ? `p. ${citation.pages[0]}` : `pp. ${citation.pages[0]}–${citation.pages[1]}`);
  if (citation.headings?.length) parts.push(citation.headings.join(" › "));
  return parts.join(", ");
}

const scrollDown = () => { const box = $("messages"); box.scrollTop = box.scrollHeight; };

// ── Passage ────────────────────────────────────────────────────────────────────────────────────

// The size of a page in points where nothing lies outside of it (A4); the bundle does not know the page's own.
const paper = { width: 595, height: 842 };

// Where the lines of a passage stand on their pages, drawn to scale.
function pageDrawings(regions) {
  const pages = Map.groupBy ? Map.groupBy(regions, ({ page }) => page) : regions.reduce(
    (map, region) => map.set(region.page, [...(map.get(region.page) ?? []), region]), new Map());
  return [...pages].map(([page, lines]) => {
    const boxes = lines.map(({ rectangle }) => rectangle);
    const [width, height] = [Math.max(paper.width, ...boxes.map((box) => box[2] + 20)), Math.max(paper.height, ...boxes.map((box) => box[3] + 20))];
    const label = `Page ${page}: ${boxes.length} ${boxes.length === 1 ? "line" : "lines"} of the passage, from ${Math.round(Math.min(...boxes.map((box) => box[1])))} to ${Math.round(Math.max(...boxes.map((box) => box[3])))} points below its top`;
    return element("figure", {},
      graphic("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": label }, graphic("title", {}, label),
        graphic("rect", { class: "paper", width, height }),
        ...boxes.map(([left, top, right, bottom]) => graphic("rect", { class: "line", x: left, y: top, width: right - left, height: bottom - top }))),
      element("figcaption", {}, `page ${page}`));
  });
}

// Shows the passage within its surroundings.
async function openPassage(citation) {
  $("passage").hidden = false;
  $("passage-title").textContent = citation.title;
  const link = citation.url && /^https?:/.test(citation.url)
    ? element("a", { href: citation.url, target: "_blank", rel: "noopener noreferrer" }, place(citation)) : place(citation);
  $("passage-place").replaceChildren(link);
  $("passage-pages").replaceChildren(...pageDrawings(citation.regions ?? []));
  $("passage-text").replaceChildren(element("mark", {}, citation.text));
  const range = citation.range?.utf8;
  if (!range) return;
  try {
    const from = Math.max(0, range[0] - 800);
    const index = citation.bundleIndex ?? await bundleIndex(citation.bundle);
    const base = `/api/documents/${citation.document}/text?bundle=${index}`;
    const [before, after] = await Promise.all([
      range[0] > 0 ? get(`${base}&from=${from}&to=${range[0]}`) : { text: "" }, get(`${base}&from=${range[1]}&to=${range[1] + 800}`),
    ]);
    $("passage-text").replaceChildren(before.text, element("mark", {}, citation.text), after.text);
    $("passage-text").querySelector("mark").scrollIntoView({ block: "center" });
  } catch { /* the passage itself is shown already */ }
}

let bundles = [];
async function loadBundles() {
  bundles = (await get("/api/bundles")).bundles;
  $("bundle").textContent = bundles.map((bundle) => `${bundle.name} ${bundle.version}`).join(", ");
}

async function bundleIndex(name) {
  return bundles.find((bundle) => bundle.name === name)?.bundle ?? 0;
}

// ── Asking ─────────────────────────────────────────────────────────────────────────────────────

// Events of a response as they arrive (server-sent events over fetch, which can POST and send headers).
async function* events(response) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let buffer = "";
  while (true) {
    const { value, done } = await reader.read();
    if (done) return;
    buffer += value;
    let end;
    while ((end = buffer.indexOf("\n\n")) >= 0) {
      const event = { name: "message", data: "" };
      for (const line of buffer.slice(0, end).split("\n")) {
        if (line.startsWith("event: ")) event.name = line.slice(7);
        else if (line.startsWith("data: ")) event.data += line.slice(6);
      }
      buffer = buffer.slice(end + 2);
      if (event.data) yield { name: event.name, value: JSON.parse(event.data) };
    }
  }
}

async function ask(question) {
  $("welcome").hidden = true;
  const answer = new Answer();
  $("messages").append(userNode(question), answer.node);
  scrollDown();
  state.abort = new AbortController();
  $("send").hidden = true;
  $("stop").hidden = false;
  say("");
  try {
    const body = { message: question };
    if (state.session) body.session = state.session;
    const response = await call("/api/chat", {
      method: "POST", json: body, headers: { accept: "text/event-stream" }, signal: state.abort.signal,
    });
    let isFinished = false;
    for await (const { name, value } of events(response)) {
      const isAtEnd = $("messages").scrollHeight - $("messages").scrollTop - $("messages").clientHeight < 80;
      if (name === "session") { state.session = value.id; }
      else if (name === "thought") answer.step(value.text);
      else if (name === "tool") answer.step(value.summary ? `${value.name}: ${value.summary}` : `${value.name} ${JSON.stringify(value.arguments ?? {})}`);
      else if (name === "citation") answer.citations.set(value.number, value);
      else if (name === "notice") answer.step(value.text);
      else if (name === "token") { answer.text += value.text; answer.draw(); }
      else if (name === "error") throw new Failure(500, value.error);
      else if (name === "done") { isFinished = true; answer.finish(value); }
      if (isAtEnd) scrollDown();
    }
    if (!isFinished) throw new Failure(0, { message: "The answer broke off; ask again." });
    await loadSessions();
    showTitle();
  } catch (error) {
    answer.body.classList.remove("waiting");
    if (error.name === "AbortError") answer.body.append(element("p", { class: "notice" }, "Stopped."));
    else answer.body.append(element("p", { class: "problem" }, error.message));
  } finally {
    state.abort = null;
    $("send").hidden = false;
    $("stop").hidden = true;
    $("input").focus();
  }
}

// ── Sessions ───────────────────────────────────────────────────────────────────────────────────

let sessions = [];

async function loadSessions() {
  if (!state.me?.keepsConversations || !state.me.scopes.includes("chat")) return;
  sessions = (await get("/api/sessions?limit=100")).sessions;
  drawSessions(sessions.map((session) => ({ id: session.id, title: session.title || "New conversation" })));
}

function drawSessions(list) {
  $("sessions").replaceChildren(...list.map(({ id, title, detail }) => {
    const button = element("button", { type: "button", title, onclick: () => openSession(id).catch(report) }, title);
    if (detail) button.append(element("small", {}, detail));
    if (id === state.session) button.setAttribute("aria-current", "true");
    return button;
  }));
}

function showTitle() {
  const session = sessions.find((one) => one.id === state.session);
  $("title").textContent = session?.title || "New conversation";
  $("rename").hidden = $("delete").hidden = !session;
}

async function openSession(id) {
  const { messages } = await get(`/api/sessions/${id}/messages?limit=1000`);
  state.session = id;
  $("welcome").hidden = true;
  $("messages").replaceChildren($("welcome"), ...messages.map((message) => {
    if (message.role === "user") return userNode(message.content);
    const answer = new Answer();
    answer.text = message.content;
    for (const citation of message.citations ?? []) answer.citations.set(citation.number, citation);
    answer.finish(message);
    return answer.node;
  }));
  $("sidebar").classList.remove("open");
  await loadSessions();
  showTitle();
  scrollDown();
}

function newSession() {
  state.session = null;
  $("messages").replaceChildren($("welcome"));
  $("welcome").hidden = false;
  $("passage").hidden = true;
  showTitle();
  drawSessions(sessions.map((session) => ({ id: session.id, title: session.title || "New conversation" })));
  $("input").focus();
}

let findTimer;
$("find").addEventListener("input", () => {
  clearTimeout(findTimer);
  findTimer = setTimeout(async () => {
    try {
      const query = $("find").value.trim();
      if (!query) return await loadSessions();
      const found = await get(`/api/sessions/search?q=${encodeURIComponent(query)}`);
      drawSessions(found.messages.map((message) => ({ id: message.session, title: message.sessionTitle || "New conversation", detail: message.content.slice(0, 90) })));
    } catch (error) { report(error); }
  }, 200);
});

$("rename").addEventListener("click", async () => {
  const title = prompt("Title", $("title").textContent);
  if (!title?.trim()) return;
  try {
    await call(`/api/sessions/${state.session}`, { method: "PATCH", json: { title: title.trim().slice(0, 200) } });
    await loadSessions();
    showTitle();
  } catch (error) { report(error); }
});

$("delete").addEventListener("click", async () => {
  if (!confirm("Delete this conversation? It cannot be brought back.")) return;
  try {
    await call(`/api/sessions/${state.session}`, { method: "DELETE" });
    await loadSessions();
    newSession();
  } catch (error) { report(error); }
});

// ── Additions ──────────────────────────────────────────────────────────────────────────────────

// What was added lies in a bundle of its own, which citations name from now on.
document.addEventListener("added", () => loadBundles().catch(report));

// ── Signing in ─────────────────────────────────────────────────────────────────────────────────

function openSignIn() {
  const accounts = state.me?.accounts ?? "off";
  $("with-account").hidden = accounts === "off";
  $("sign-up").hidden = accounts === "off";
  $("invitation-label").hidden = accounts !== "invitation";
  $("sign-problem").textContent = "";
  if (!$("dialog").open) $("dialog").showModal();
}

async function sign(kind) {
  const form = new FormData($("sign-form"));
  try {
    if (form.get("key")) {
      sessionStorage.setItem("token", form.get("key").trim());
    } else {
      const json = { email: form.get("email"), password: form.get("password") };
      if (kind === "up" && form.get("invitation")) json.invitation = form.get("invitation").trim();
      const response = await fetch(`/api/auth/sign-${kind}`, {
        method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(json),
      });
      const body = await response.json();
      if (!response.ok) throw new Failure(response.status, body.error);
      keepTokens(body);
    }
    await start();
    $("dialog").close();
    $("sign-form").reset();
  } catch (error) {
    sessionStorage.removeItem("token");
    $("sign-problem").textContent = error.message;
  }
}

document.addEventListener("signinneeded", openSignIn);
$("sign-form").addEventListener("submit", (event) => { event.preventDefault(); sign("in"); });
$("sign-up").addEventListener("click", () => sign("up"));
$("sign-cancel").addEventListener("click", () => $("dialog").close());
$("sign").addEventListener("click", async () => {
  if (state.me?.kind === "user" || state.me?.kind === "key") {
    await call("/api/auth/sign-out", { method: "POST", json: { refreshToken: sessionStorage.getItem("refresh") } }, false).catch(() => {});
    sessionStorage.clear();
    location.reload();
  } else openSignIn();
});

// ── Page ───────────────────────────────────────────────────────────────────────────────────────

$("composer").addEventListener("submit", (event) => {
  event.preventDefault();
  const question = $("input").value.trim();
  if (!question || state.abort) return;
  $("input").value = "";
  $("input").style.height = "";
  ask(question);
});
$("input").addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); $("composer").requestSubmit(); }
});
$("input").addEventListener("input", () => {
  $("input").style.height = "auto";
  $("input").style.height = `${Math.min($("input").scrollHeight + 2, 180)}px`;
});
$("stop").addEventListener("click", () => state.abort?.abort());
$("new").addEventListener("click", newSession);
$("menu").addEventListener("click", () => {
  const isOpen = $("sidebar").classList.toggle("open");
  $("menu").setAttribute("aria-expanded", String(isOpen));
});
$("passage-close").addEventListener("click", () => { $("passage").hidden = true; });
document.addEventListener("keydown", (event) => { if (event.key === "Escape") $("passage").hidden = true; });

async function start() {
  state.me = await get("/api/me");
  const isSignedIn = state.me.kind === "user" || state.me.kind === "key";
  $("sign").hidden = state.me.kind === "local";
  $("sign").textContent = isSignedIn ? "Sign out" : "Sign in";
  if (state.me.kind === "anonymous") return openSignIn();
  if (state.me.takesUploads && state.me.scopes.includes("upload")) startAdditions();
  $("analytics").hidden = !state.me.keepsConversations || !state.me.scopes.includes("admin");
  if (state.me.scopes.includes("search")) {
    await loadBundles();
    const { questions } = await get("/api/knowledge-base?limit=4");
    $("examples").replaceChildren(...questions.map(({ question }) => element("button", { type: "button", onclick: () => ask(question) }, question)));
  }
  await loadSessions();
  const wanted = new URLSearchParams(location.search).get("q");
  // Any page can link here: what an address brings along is asked by whoever sends it, not by opening the link.
  if (wanted && !state.session) {
    history.replaceState(null, "", "/");
    $("input").value = wanted.slice(0, 5000);
    $("input").dispatchEvent(new Event("input"));
    $("input").focus();
  }
}

start().catch(report);

// Documents and pages that people add: sent, then followed until they can be found or it is known why not.
import { call, element, get } from "/assets/client.js";

const $ = (id) => document.getElementById(id);
const key = "additions";
// Milliseconds between two questions for a status: short at first, then longer.
const [firstWait, longestWait] = [1000, 15_000];
const words = { queued: "waits to be compiled", processing: "is being compiled", done: "can be found now" };

// Those that are not finished outlive a reload of the page.
const kept = () => JSON.parse(sessionStorage.getItem(key) ?? "[]");
const keep = (list) => sessionStorage.setItem(key, JSON.stringify(list.slice(-50)));

class Addition {
  constructor(name) {
    this.name = name;
    this.state = element("span");
    this.node = element("li", {}, element("strong", {}, name), " ", this.state,
      element("button", { type: "button", "aria-label": `Dismiss ${name}`, onclick: () => this.dismiss() }, "×"));
    $("additions").append(this.node);
  }
  say(text, tone = "") {
    this.state.textContent = text;
    this.node.className = tone;
  }
  dismiss() {
    this.isDismissed = true;
    this.forget();
    this.node.remove();
  }
  forget() { keep(kept().filter(({ id }) => id !== this.id)); }

  async send(request) {
    try {
      this.say("is being sent…");
      const item = await (await request()).json();
      this.id = item.id;
      keep([...kept(), { id: item.id, name: this.name }]);
      await this.follow(item);
    } catch (error) { this.say(`was not added: ${error.message}`, "problem"); }
  }

  // Asks until there is an end to tell. A server that is out of reach for a while is asked again.
  async follow(item) {
    for (let wait = firstWait; !this.isDismissed; wait = Math.min(wait * 1.4, longestWait)) {
      if (item?.status === "done") {
        this.forget();
        this.say(words.done, "good");
        document.dispatchEvent(new Event("added"));
        return;
      }
      if (item?.status === "failed") {
        this.forget();
        return this.say(`could not be added: ${item.message || "no reason was given"}`, "problem");
      }
      if (item) this.say(`${words[item.status] ?? item.status}…`);
      await new Promise((resolve) => setTimeout(resolve, wait));
      try {
        item = await get(`/api/inbox/${this.id}`);
      } catch (error) {
        if ([401, 403, 404].includes(error.status)) {
          if (error.status === 404) this.forget();
          return this.say(error.status === 404 ? "was taken back" : `is unknown: ${error.message}`, "problem");
        }
      }
    }
  }
}

function addFiles(files) {
  for (const file of files) {
    const form = new FormData();
    form.append("file", file);
    new Addition(file.name).send(() => call("/api/documents", { method: "POST", body: form }));
  }
}

function addPage(url) { new Addition(url).send(() => call("/api/web-sources", { method: "POST", json: { url } })); }

let isOn = false;

// Shows what may be added, and goes on following what was added before a reload.
export function startAdditions() {
  $("add").hidden = false;
  if (isOn) return;
  isOn = true;
  for (const { id, name } of kept()) {
    const addition = new Addition(name);
    addition.id = id;
    addition.follow({ status: "queued" });
  }
}

$("add").addEventListener("click", () => $("add-dialog").showModal());
$("add-close").addEventListener("click", () => $("add-dialog").close());
$("upload").addEventListener("change", () => {
  addFiles([...$("upload").files]);
  $("upload").value = "";
  $("add-dialog").close();
});
$("add-form").addEventListener("submit", (event) => {
  event.preventDefault();
  const url = $("add-url").value.trim();
  if (!url) return;
  addPage(url);
  $("add-form").reset();
  $("add-dialog").close();
});

// Files may be dropped anywhere; texts and links that are dragged are left alone.
const hasFiles = (event) => isOn && event.dataTransfer?.types.includes("Files");
document.addEventListener("dragover", (event) => {
  if (!hasFiles(event)) return;
  event.preventDefault();
  document.body.classList.add("dropping");
});
document.addEventListener("dragleave", (event) => { if (!event.relatedTarget) document.body.classList.remove("dropping"); });
document.addEventListener("drop", (event) => {
  document.body.classList.remove("dropping");
  if (!hasFiles(event)) return;
  event.preventDefault();
  addFiles([...event.dataTransfer.files]);
});

// What the pages share: elements, drawings and calls. Nothing is ever parsed as HTML: all text becomes text nodes.

export const element = (name, attributes = {}, ...children) => {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else if (key === "class") node.className = value;
    else node.setAttribute(key, value);
  }
  node.append(...children);
  return node;
};

export const graphic = (name, attributes, ...children) => {
  const node = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children);
  return node;
};

// ── Calls ──────────────────────────────────────────────────────────────────────────────────────

export class Failure extends Error {
  constructor(status, error) { super(error?.message ?? `the server answered with status ${status}`); this.status = status; }
}

export async function call(path, options = {}, mayRefresh = true) {
  const headers = { ...(options.headers ?? {}) };
  const token = sessionStorage.getItem("token");
  if (token) headers.authorization = `Bearer ${token}`;
  if (options.json !== undefined) { headers["content-type"] = "application/json"; options.body = JSON.stringify(options.json); }
  const response = await fetch(path, { ...options, headers });
  if (response.status === 401 && mayRefresh && await refresh()) return call(path, options, false);
  if (!response.ok) {
    const body = await response.json().catch(() => ({}));
    if (response.status === 401) document.dispatchEvent(new Event("signinneeded"));
    throw new Failure(response.status, body.error);
  }
  return response;
}

export const get = async (path) => (await call(path)).json();

// Calls that are refused at the same time share one refresh: a refresh token is good for one use.
let refreshing = null;
const refresh = () => refreshing ??= renew().finally(() => { refreshing = null; });

async function renew() {
  const refreshToken = sessionStorage.getItem("refresh");
  if (!refreshToken) return false;
  const response = await fetch("/api/auth/refresh", {
    method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ refreshToken }),
  });
  if (!response.ok) { sessionStorage.clear(); return false; }
  keepTokens(await response.json());
  return true;
}

export function keepTokens(body) {
  sessionStorage.setItem("token", body.token);
  sessionStorage.setItem("refresh", body.refreshToken);
}

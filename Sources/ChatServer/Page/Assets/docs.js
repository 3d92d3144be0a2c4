// Shows openapi.json: every operation with its parameters, body and responses.
const element = (name, attributes = {}, ...children) => {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children);
  return node;
};

function type(schema) {
  if (schema.enum) return schema.enum.join(" | ");
  if (schema.anyOf) return schema.anyOf.map(type).join(" or ");
  const parts = [schema.format ?? schema.type ?? "any"];
  if (schema.type === "array") parts.push("of", type(schema.items ?? {}));
  if (schema.minimum !== undefined) parts.push(`${schema.minimum}–${schema.maximum}`);
  if (schema.maxLength !== undefined) parts.push(`up to ${schema.maxLength} characters`);
  return parts.join(" ");
}

const row = (...cells) => element("tr", {}, ...cells.map((cell) => element("td", {}, cell)));

function operation(path, method, value) {
  const inside = element("div", { class: "inside" });
  if (value.parameters?.length) {
    inside.append(element("h4", {}, "Parameters"), element("table", {}, ...value.parameters.map((parameter) =>
      row(element("code", {}, parameter.name), `${parameter.in}${parameter.required ? ", required" : ""}`, type(parameter.schema), parameter.description ?? ""))));
  }
  for (const [media, content] of Object.entries(value.requestBody?.content ?? {})) {
    const schema = content.schema;
    inside.append(element("h4", {}, `Body, ${media}`));
    const properties = Object.entries(schema.properties ?? {});
    if (properties.length) {
      inside.append(element("table", {}, ...properties.map(([name, property]) =>
        row(element("code", {}, name), schema.required?.includes(name) ? "required" : "", type(property), property.description ?? ""))));
    } else inside.append(element("pre", {}, JSON.stringify(schema, null, 2)));
  }
  inside.append(element("h4", {}, "Responses"), element("table", {}, ...Object.entries(value.responses).map(([status, response]) =>
    row(status, Object.keys(response.content ?? {}).join(", "), response.description))));
  return element("details", { class: "operation" },
    element("summary", {}, element("span", { class: "method" }, method.toUpperCase()), element("code", {}, path), value.summary), inside);
}

const document_ = await (await fetch("/openapi.json")).json();
const tags = new Map();
for (const [path, methods] of Object.entries(document_.paths)) {
  for (const [method, value] of Object.entries(methods)) {
    const tag = value.tags[0];
    if (!tags.has(tag)) tags.set(tag, []);
    tags.get(tag).push(operation(path, method, value));
  }
}
document.getElementById("operations").replaceChildren(
  ...[...tags].flatMap(([tag, operations]) => [element("h2", {}, tag), ...operations]));

"""Speaks to kbq serve with OpenAI's own client: models, embeddings, chat, streamed chat, errors."""
import math
import sys

import openai

base, key = sys.argv[1:3]
client = openai.OpenAI(base_url=base, api_key=key, max_retries=0)

models = [model.id for model in client.models.list()]
assert models[0] == "almanac" and len(models) > 1, models

for model in ("almanac", models[1]):
    for form in ("float", "base64"):
        result = client.embeddings.create(model=model, input=["How are bundles signed?", "zebra"], encoding_format=form)
        assert len(result.data) == 2 and result.usage.prompt_tokens > 4
first = client.embeddings.create(model="almanac", input="How are bundles signed?").data[0].embedding
close = client.embeddings.create(model="almanac", input="signatures of bundles").data[0].embedding
other = client.embeddings.create(model="almanac", input="a recipe for soup").data[0].embedding
dot = lambda a, b: sum(x * y for x, y in zip(a, b))
assert math.isclose(dot(first, first), 1, abs_tol=1e-4)
assert dot(first, close) > dot(first, other)

question = [{"role": "user", "content": "What happens when a document crashes its parser?"}]
answer = client.chat.completions.create(model="almanac", messages=question)
assert answer.choices[0].finish_reason == "stop" and "diagnostic" in answer.choices[0].message.content, answer

text, finish, usage = "", None, None
for chunk in client.chat.completions.create(
    model="almanac", messages=question, stream=True, stream_options={"include_usage": True}
):
    usage = chunk.usage or usage
    for choice in chunk.choices:
        text += choice.delta.content or ""
        finish = choice.finish_reason or finish
assert text == answer.choices[0].message.content, (text, answer)
assert finish == "stop" and usage is not None

history = question + [
    {"role": "assistant", "content": text},
    {"role": "user", "content": [{"type": "text", "text": "How are bundles signed?"}]},
]
assert client.chat.completions.create(model="almanac", messages=history).choices[0].message.content

for call, error in (
    (lambda: client.embeddings.create(model="none", input="x"), openai.NotFoundError),
    (lambda: client.chat.completions.create(model="almanac", messages=[]), openai.BadRequestError),
    (lambda: client.chat.completions.create(
        model="almanac", messages=[{"role": "user", "content": "x" * 5001}]), openai.BadRequestError),
    (lambda: openai.OpenAI(base_url=base, api_key="kbq_wrong", max_retries=0).models.list(), openai.AuthenticationError),
):
    try:
        call()
    except error as failure:
        assert failure.body["message"], failure
    else:
        raise AssertionError(f"expected {error.__name__}")
print("openai", openai.__version__, "ok")

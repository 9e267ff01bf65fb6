// npm's openai client: each error as the exception that it has for it.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import OpenAI from "openai";
import { startServer } from "./server.js";

let server, client;
const story = { model: "starter", prompt: "Once upon a time" };

before(async () => {
    server = await startServer();
    client = new OpenAI({ baseURL: server.apiUrl, apiKey: "none", maxRetries: 0 });
});

after(() => server.stop());

const badRequests = {
    temperature: 3,
    top_p: -1,
    top_k: 1.5,
    max_tokens: "many",
    n: 0,
    best_of: 1000,
    logprobs: 101,
    stop: ["a", "b", "c", "d", "e"],
    prompt: [[]],
    logit_bias: { "-1": 1 },
    presence_penalty: 9,
    frequency_penalty: "high",
    stream: "yes",
    stream_options: { include_usage: true },
    suffix: "the end",
    echo: 1,
    seed: "x",
    strategy: "beam search",
    order: "random",
    sampling_info: 1,
    user: 7,
};

for (const [param, value] of Object.entries(badRequests)) {
    test(`BadRequestError names ${param}`, async () => {
        await assert.rejects(client.completions.create({ ...story, [param]: value }), (error) => {
            assert.ok(error instanceof OpenAI.BadRequestError, String(error));
            assert.equal(error.status, 400);
            assert.equal(error.param, param);
            assert.equal(error.type, "invalid_request_error");
            assert.ok(error.message.includes(param), error.message);
            return true;
        });
    });
}

test("BadRequestError says how long the context is", async () => {
    await assert.rejects(client.completions.create({ ...story, max_tokens: 509 }), (error) => {
        assert.ok(error instanceof OpenAI.BadRequestError);
        assert.equal(error.code, "context_length_exceeded");
        assert.match(
            error.message,
            /maximum context length is 512 tokens.* 513 tokens \(4 in your prompt; 509 /,
        );
        return true;
    });
});

test("BadRequestError for a body that is no JSON", async () => {
    const answer = await fetch(`${server.apiUrl}/completions`, {
        method: "POST",
        body: '{"prompt": ',
    });
    assert.equal(answer.status, 400);
    assert.match(answer.headers.get("content-type"), /^application\/json/);
    const { error } = await answer.json();
    assert.deepEqual(Object.keys(error), ["message", "type", "param", "code"]);
});

test("NotFoundError for another model", async () => {
    const expected = (error) => {
        assert.ok(error instanceof OpenAI.NotFoundError, String(error));
        assert.equal(error.code, "model_not_found");
        assert.match(error.message, /starter/);
        return true;
    };
    await assert.rejects(client.completions.create({ ...story, model: "gpt-4" }), expected);
    await assert.rejects(client.models.retrieve("gpt-4"), expected);
});

test("NotFoundError for what this server doesn't have", async () => {
    const messages = [{ role: "user", content: "Hello" }];
    await assert.rejects(
        client.chat.completions.create({ model: "starter", messages }),
        OpenAI.NotFoundError,
    );
});

test("AuthenticationError without the key", async () => {
    const locked = await startServer("--api-key", "secret");
    const as = (apiKey) => new OpenAI({ baseURL: locked.apiUrl, apiKey, maxRetries: 0 });
    await assert.rejects(as("wrong").completions.create(story), OpenAI.AuthenticationError);
    await assert.rejects(as("wrong").models.list(), OpenAI.AuthenticationError);
    const answer = await as("secret").completions.create(story);
    assert.equal(answer.object, "text_completion");
    await locked.stop();
});

test("RateLimitError when the queue is full, and a retry is answered", async () => {
    const busy = await startServer("--max-queue", "1");
    const impatient = new OpenAI({ baseURL: busy.apiUrl, apiKey: "none", maxRetries: 0 });
    // Two fill all rows, and the third waits.
    const controllers = Array.from({ length: 3 }, () => new AbortController());
    const long = { ...story, n: 64, max_tokens: 500, stream: true };
    for (const { signal } of controllers)
        impatient.completions
            .create(long, { signal })
            .then((stream) => stream.toReadableStream())
            .catch(() => {});
    for (let now; (now = await busy.health()), now.running + now.waiting < 3;);

    await assert.rejects(impatient.completions.create(story), (error) => {
        assert.ok(error instanceof OpenAI.RateLimitError, String(error));
        assert.ok(Number(error.headers.get("retry-after")) >= 1);
        return true;
    });
    const patient = new OpenAI({ baseURL: busy.apiUrl, apiKey: "none", maxRetries: 5 });
    const answer = patient.completions.create(story);
    for (const controller of controllers) controller.abort();
    assert.equal((await answer).object, "text_completion");
    await busy.stop();
});

test("a server that is stopped ends its streams and frees the port", async () => {
    for (const [signal, code] of [
        ["SIGTERM", 143],
        ["SIGINT", 130],
    ]) {
        const stopped = await startServer();
        const listener = new OpenAI({ baseURL: stopped.apiUrl, apiKey: "none", maxRetries: 0 });
        const stream = await listener.completions.create({
            ...story,
            n: 64,
            max_tokens: 500,
            stream: true,
        });
        let end;
        await assert.rejects(async () => {
            for await (const chunk of stream) {
                assert.ok(chunk.choices.length > 0);
                end ??= stopped.stop(signal);
            }
        }, OpenAI.APIError);
        assert.equal(await end, code);
        const again = await startServer("--port", String(stopped.port));
        assert.equal(again.port, stopped.port);
        await again.stop();
    }
});

// npm's @ai-sdk/openai-compatible with ai.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
import { APICallError, generateText, streamText } from "ai";
import { startServer } from "./server.js";

let server, model;
const settings = {
    prompt: "Once upon a time",
    maxOutputTokens: 24,
    seed: 7,
    temperature: 0.8,
    topP: 0.9,
    maxRetries: 0,
};

before(async () => {
    server = await startServer();
    const provider = createOpenAICompatible({
        name: "logitscope",
        baseURL: server.apiUrl,
        includeUsage: true,
    });
    model = provider.completionModel("starter");
});

after(() => server.stop());

// The request that the client made of it, asked without the client.
async function replay(body) {
    const request = typeof body === "string" ? JSON.parse(body) : body;
    const answer = await fetch(`${server.apiUrl}/completions`, {
        method: "POST",
        body: JSON.stringify({ ...request, stream: false, stream_options: undefined }),
    });
    return await answer.json();
}

test("generateText", async () => {
    const { text, finishReason, usage, request, response } = await generateText({
        ...settings,
        model,
    });
    const expected = await replay(request.body);
    assert.equal(text, expected.choices[0].text);
    assert.ok(text.length > 0);
    assert.equal(finishReason, expected.choices[0].finish_reason);
    assert.equal(usage.inputTokens, expected.usage.prompt_tokens);
    assert.equal(usage.outputTokens, expected.usage.completion_tokens);
    assert.match(response.id, /^cmpl-/);
});

test("streamText", async () => {
    const result = streamText({ ...settings, model });
    let text = "",
        parts = 0;
    for await (const part of result.textStream) {
        text += part;
        ++parts;
    }
    const expected = await replay((await result.request).body);
    assert.equal(text, expected.choices[0].text);
    assert.ok(parts > 5);
    assert.equal(await result.finishReason, expected.choices[0].finish_reason);
    const usage = await result.usage;
    assert.equal(usage.inputTokens, expected.usage.prompt_tokens);
    assert.equal(usage.outputTokens, expected.usage.completion_tokens);
});

test("stopSequences", async () => {
    const whole = await generateText({ ...settings, model });
    const stop = whole.text.slice(10, 14);
    const { text, finishReason } = await generateText({
        ...settings,
        model,
        stopSequences: [stop],
    });
    assert.equal(text, whole.text.slice(0, whole.text.indexOf(stop)));
    assert.equal(finishReason, "stop");
});

test("aborting a stream stops the generation", async () => {
    const before = (await server.idle()).generated_tokens;
    const controller = new AbortController();
    const result = streamText({
        ...settings,
        maxOutputTokens: 480,
        model,
        abortSignal: controller.signal,
    });
    let parts = 0;
    for await (const part of result.textStream) if (part && ++parts === 3) controller.abort();
    assert.ok((await server.idle()).generated_tokens - before < 480);
});

test("errors say what is wrong", async () => {
    const failed = generateText({ ...settings, model, temperature: 3 });
    await assert.rejects(failed, (error) => {
        assert.ok(APICallError.isInstance(error), String(error));
        assert.equal(error.statusCode, 400);
        assert.match(error.message, /temperature is 3, expected a number from 0 to 2/);
        return true;
    });
});

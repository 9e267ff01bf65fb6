// Chromium without a window, driven over the DevTools protocol by a pair of pipes, which need no
// library: https://chromedevtools.github.io/devtools-protocol
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const patience = 60000; // ms, for what a page is waited for: a cold browser beside other tests is slow

export async function startBrowser() {
    const profile = mkdtempSync(join(tmpdir(), "logitscope-chromium-"));
    const child = spawn(
        process.env.CHROMIUM,
        [
            "--headless=new",
            "--remote-debugging-pipe",
            `--user-data-dir=${profile}`,
            "--no-first-run",
            "--no-default-browser-check",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--no-pings",
            // All tabs are looked at here, as telephones are.
            "--disable-background-timer-throttling",
            "--disable-backgrounding-occluded-windows",
            "--disable-renderer-backgrounding",
            // Its sandbox doesn't start for root, as in a container.
            ...(process.getuid() === 0 ? ["--no-sandbox"] : []),
        ],
        { stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"] },
    );
    const exited = once(child, "exit");
    process.once("exit", () => child.kill("SIGKILL")); // a test that failed leaves nothing behind
    const [, , , input, output] = child.stdio;
    const answers = new Map(); // by the order's number
    const listeners = new Map(); // by session
    let last = 0;

    function send(method, params = {}, sessionId = undefined) {
        const id = ++last;
        input.write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
        return new Promise((resolve, reject) => {
            const late = setTimeout(() => reject(new Error(`${method} takes too long`)), patience);
            answers.set(id, {
                method,
                reject,
                resolve(result) {
                    clearTimeout(late);
                    resolve(result);
                },
            });
        });
    }

    function take(message) {
        if (message.id === undefined) {
            listeners.get(message.sessionId)?.(message.method, message.params);
            return;
        }
        const { resolve, reject, method } = answers.get(message.id);
        answers.delete(message.id);
        if (message.error) reject(new Error(`${method}: ${message.error.message}`));
        else resolve(message.result);
    }

    let received = Buffer.alloc(0);
    output.on("data", (bytes) => {
        received = Buffer.concat([received, bytes]);
        for (let end = received.indexOf(0); end >= 0; end = received.indexOf(0)) {
            const text = received.subarray(0, end).toString();
            received = received.subarray(end + 1);
            take(JSON.parse(text));
        }
    });

    return {
        // A telephone's screen of its own, with what it said and asked for.
        async openTab(width, height) {
            const { targetId } = await send("Target.createTarget", { url: "about:blank" });
            const { sessionId } = await send("Target.attachToTarget", { targetId, flatten: true });
            return openTab((method, params) => send(method, params, sessionId), (listener) =>
                listeners.set(sessionId, listener), width, height);
        },

        async stop() {
            send("Browser.close").catch(() => {});
            await exited;
            rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
        },
    };
}

async function openTab(send, listen, width, height) {
    const complaints = []; // of the console
    const requests = []; // their addresses
    listen((method, params) => {
        if (method === "Runtime.exceptionThrown") {
            const { exceptionDetails: details } = params;
            complaints.push(details.exception?.description ?? details.text);
        }
        if (method === "Runtime.consoleAPICalled" && params.type === "error")
            complaints.push(params.args.map((each) => each.value ?? each.description).join(" "));
        if (method === "Log.entryAdded" && params.entry.level === "error")
            complaints.push(`${params.entry.text} ${params.entry.url ?? ""}`);
        if (method === "Network.requestWillBeSent") requests.push(params.request.url);
    });
    for (const domain of ["Page", "Runtime", "Log", "Network"]) await send(`${domain}.enable`);
    await send("Emulation.setFocusEmulationEnabled", { enabled: true });
    await send("Emulation.setDeviceMetricsOverride", {
        width,
        height,
        deviceScaleFactor: 2,
        mobile: true,
    });

    const tab = {
        complaints,
        requests,
        open: (url) => send("Page.navigate", { url }),
        reload: () => send("Page.reload"),

        // The value of an expression in the page.
        async value(expression) {
            const { result, exceptionDetails } = await send("Runtime.evaluate", {
                expression,
                awaitPromise: true,
                returnByValue: true,
            });
            if (exceptionDetails)
                throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
            return result.value;
        },

        // Resolves once the expression is true, however often the page is loaded meanwhile.
        async until(expression) {
            const end = Date.now() + patience;
            for (;;) {
                const isTrue = await tab.value(`Boolean(${expression})`).catch(() => false);
                if (isTrue) return;
                if (Date.now() > end) {
                    const text = await tab.value("document.body.innerText").catch(() => "");
                    throw new Error(`not so after ${patience} ms: ${expression}\n${text}`);
                }
            }
        },

        async type(text) {
            await send("Input.insertText", { text });
        },

        async press(key) {
            const codes = { Tab: 9, Enter: 13, ArrowRight: 39, End: 35, Home: 36 };
            const event = {
                key,
                code: key,
                windowsVirtualKeyCode: codes[key],
                text: key === "Enter" ? "\r" : undefined,
            };
            await send("Input.dispatchKeyEvent", { type: "keyDown", ...event });
            await send("Input.dispatchKeyEvent", { type: "keyUp", ...event });
        },

        // "light" or "dark"
        setColours: (scheme) =>
            send("Emulation.setEmulatedMedia", {
                features: [{ name: "prefers-color-scheme", value: scheme }],
            }),

        // The whole page, as PNG.
        async picture() {
            await send("Page.bringToFront"); // others aren't painted
            const { data } = await send("Page.captureScreenshot", { captureBeyondViewport: true });
            return Buffer.from(data, "base64");
        },
    };
    return tab;
}

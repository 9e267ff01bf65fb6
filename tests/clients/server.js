// The program under test: a server of its own for each test file, on a port that is free.
import { spawn, execFileSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";

const program = process.env.LOGITSCOPE;

const environment = { ...process.env };
delete environment.LOGITSCOPE_API_KEY;

// Resolves once it listens.
export async function startServer(...options) {
    const child = spawn(
        program,
        ["serve", ...(options.includes("--port") ? [] : ["--port", "0"]), ...options],
        {
            stdio: ["ignore", "pipe", "inherit"],
            env: environment,
        },
    );
    const exited = once(child, "exit");
    process.once("exit", () => child.kill("SIGKILL")); // a test that failed leaves nothing behind
    const url = await new Promise((resolve, reject) => {
        exited.then(() => reject(new Error("the server ended before it said where it listens")));
        createInterface(child.stdout).on("line", (line) => {
            const address = /http:\/\/[0-9.]+:\d+/.exec(line);
            if (address) resolve(address[0]);
        });
    });
    return {
        url,
        apiUrl: `${url}/v1`,
        port: Number(new URL(url).port),

        async health() {
            return await (await fetch(`${url}/health`)).json();
        },

        // Resolves to /health's answer once nothing runs or waits. Asking again and again is the only
        // way to learn that from outside.
        async idle() {
            for (;;) {
                const now = await this.health();
                if (now.running === 0 && now.waiting === 0) return now;
            }
        },

        residentMegabytes() {
            const status = readFileSync(`/proc/${child.pid}/status`, "utf8");
            return Number(/VmRSS:\s+(\d+) kB/.exec(status)[1]) / 1024;
        },

        // Resolves to its exit status.
        async stop(signal = "SIGTERM") {
            child.kill(signal);
            const [code] = await exited;
            return code;
        },
    };
}

// What the command line says of the same run: an answer to compare with that came another way.
export function sample(...options) {
    return JSON.parse(
        execFileSync(program, ["sample", "--json", ...options], { env: environment }),
    );
}

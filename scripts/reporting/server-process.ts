import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { build } from 'esbuild';

/** Bundles {@link serve.ts} once, so that each of thirty starts takes a fraction of a second. */
export async function bundledServer(folder: string): Promise<string> {
	const outfile = join(folder, 'serve.mjs');
	await build({
		entryPoints: ['scripts/reporting/serve.ts'],
		outfile,
		bundle: true,
		platform: 'node',
		format: 'esm',
		target: 'node20',
		packages: 'external',
		logLevel: 'error'
	});
	return outfile;
}

/** A reporting server in a process of its own, on loopback, that can be killed and started again. */
export class ServerProcess {
	#child: ChildProcess | null = null;

	constructor(
		readonly entry: string,
		readonly port: number,
		readonly environment: Record<string, string>,
		/** For Node, before the entry. */
		readonly flags: readonly string[] = []
	) {}

	get address(): string {
		return `http://127.0.0.1:${this.port}/api`;
	}

	/** Milliseconds until it answered. */
	async start(): Promise<number> {
		const startedMs = performance.now();
		const { port, environment } = this;
		this.#child = spawn(process.execPath, [...this.flags, this.entry], {
			env: { ...process.env, LOG_LEVEL: 'silent', HOST: '127.0.0.1', PORT: String(port), ...environment },
			stdio: ['ignore', 'ignore', 'inherit']
		});
		for (let attempt = 0; attempt < 1500; attempt++) {
			if (this.#child.exitCode !== null) throw new Error(`the server ended with ${this.#child.exitCode}`);
			const answered = await fetch(`${this.address}/health`).catch(() => null);
			await answered?.body?.cancel();
			if (answered) return performance.now() - startedMs;
			await new Promise((resolve) => setTimeout(resolve, 20));
		}
		throw new Error('the server did not answer within 30 seconds');
	}

	signal(signal: NodeJS.Signals): void {
		this.#child?.kill(signal);
	}

	async stop(signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
		const child = this.#child;
		this.#child = null;
		if (!child || child.exitCode !== null || child.signalCode !== null) return;
		const ended = new Promise((resolve) => child.once('exit', resolve));
		child.kill(signal);
		await ended;
	}
}

import { execFile } from 'node:child_process';

/** How a script ended, and what it said. */
export interface Ended {
	readonly status: number | null;
	readonly stdout: string;
	readonly stderr: string;
}

/** Runs a TypeScript script in a process of its own, as a person at the command line would; never rejects. */
export function runScript(script: string, ...arguments_: string[]): Promise<Ended> {
	return new Promise((resolve) => {
		const child = execFile(process.execPath, ['--import', 'tsx', script, ...arguments_], (_, stdout, stderr) =>
			resolve({ status: child.exitCode, stdout, stderr })
		);
	});
}

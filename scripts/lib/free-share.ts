import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';

const SPIN_MS = 250;
/** Runs in a thread: keeps its core busy for so long by the clock. */
const SPIN = `const { parentPort, workerData } = require('node:worker_threads');
const end = performance.now() + workerData;
while (performance.now() < end);
parentPort.postMessage(null);`;

/**
 * How much of the machine is left to this program: each core is kept busy for a moment, and the processor time that was
 * granted is divided by what an idle machine would have granted. About 1 where nothing else runs, a half where as many
 * others want the cores.
 */
export async function freeShare(spinMs = SPIN_MS): Promise<number> {
	const cores = availableParallelism();
	const before = process.cpuUsage();
	const began = performance.now();
	const spins = Array.from({ length: cores }, () => {
		const thread = new Worker(SPIN, { eval: true, workerData: spinMs });
		return new Promise<void>((resolve, reject) => thread.once('message', () => resolve()).once('error', reject));
	});
	await Promise.all(spins);
	const { user, system } = process.cpuUsage(before);
	return Math.min(1, (user + system) / 1000 / (cores * (performance.now() - began)));
}

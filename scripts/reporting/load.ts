import { Agent, request } from 'node:http';
import { gzipSync } from 'node:zlib';
import { randomUUID } from 'node:crypto';
import { seededRandom } from './random';
import { batchOf, SimulatedTablet } from './simulated-tablet';

export const BATCH = 50;

/** What one run of load came to. Latencies in milliseconds, from the first byte sent to the last byte received. */
export interface LoadFigures {
	readonly recordsPerSecond: number;
	readonly p50: number;
	readonly p95: number;
	readonly p99: number;
	/** Answers other than 200. */
	readonly failures: number;
	/** How many of them by status, or by the fault of a connection that gave none; absent in reports of before it was noted. */
	readonly refused?: Readonly<Record<string, number>>;
	readonly batches: number;
}

/** Gzipped batches of fifty new records each, made before the clock runs. */
export function makeBatches(count: number): Buffer[] {
	const random = seededRandom(Number.parseInt(randomUUID().slice(0, 8), 16));
	const tablets = Array.from({ length: 20 }, (_, i) => new SimulatedTablet({ random, line: `L${i}` }));
	return Array.from({ length: count }, (_, i) => {
		const records = tablets[i % tablets.length]!.checks(BATCH);
		return gzipSync(JSON.stringify(batchOf(records)), { level: 1 });
	});
}

export interface LoadPlan {
	readonly address: string;
	readonly token: string;
	/** Each waits for its answer before it sends again. */
	readonly tablets: number;
	readonly batches: readonly Buffer[];
	/** Over all tablets; null: as fast as the server acknowledges. */
	readonly recordsPerSecond: number | null;
	readonly seconds: number;
}

/**
 * Sends batches from so many tablets at once until the time is up or the batches are.
 * [Note: coordinated omission] With a given rate a latency counts from the moment at which the batch was due, so that
 * a server that stalls pays for every batch that had to wait, not only for the one that it stalled on.
 */
export async function runLoad({
	address,
	token,
	tablets,
	batches,
	recordsPerSecond,
	seconds
}: LoadPlan): Promise<LoadFigures> {
	const agent = new Agent({ keepAlive: true, maxSockets: tablets });
	const latencies: number[] = [];
	const endMs = performance.now() + seconds * 1000;
	const startMs = performance.now();
	const stepMs = recordsPerSecond === null ? 0 : (BATCH / recordsPerSecond) * 1000;
	let next = 0;
	const refused: Record<string, number> = {};

	const tablet = async () => {
		for (;;) {
			const place = next;
			const dueMs = startMs + place * stepMs;
			if (place >= batches.length || Math.max(dueMs, performance.now()) >= endMs) return;
			next += 1;
			const waitMs = dueMs - performance.now();
			if (waitMs > 1) await new Promise((resolve) => setTimeout(resolve, waitMs));
			const sentMs = stepMs > 0 ? dueMs : performance.now();
			const answered = await post(agent, address, token, batches[place]!).catch(faultOf);
			latencies.push(performance.now() - sentMs);
			if (answered !== 200) refused[answered] = (refused[answered] ?? 0) + 1;
		}
	};
	await Promise.all(Array.from({ length: tablets }, tablet));
	const elapsed = (performance.now() - startMs) / 1000;
	agent.destroy();
	latencies.sort((a, b) => a - b);
	const failures = Object.values(refused).reduce((sum, count) => sum + count, 0);
	const quantile = (q: number) => latencies[Math.min(latencies.length - 1, Math.floor(q * latencies.length))] ?? 0;
	return {
		recordsPerSecond: ((latencies.length - failures) * BATCH) / elapsed,
		p50: quantile(0.5),
		p95: quantile(0.95),
		p99: quantile(0.99),
		failures,
		refused,
		batches: latencies.length
	};
}

const faultOf = (thrown: unknown) => (thrown as NodeJS.ErrnoException).code ?? String(thrown);

function post(agent: Agent, address: string, token: string, body: Buffer): Promise<number> {
	return new Promise((resolve, reject) => {
		const headers = {
			authorization: `Bearer ${token}`,
			'content-type': 'application/json',
			'content-encoding': 'gzip',
			'content-length': body.byteLength
		};
		const sending = request(`${address}/reports`, { agent, method: 'POST', headers }, (response) => {
			response.resume();
			response.once('end', () => resolve(response.statusCode ?? 0));
			response.once('error', reject);
		});
		sending.once('error', reject);
		sending.end(body);
	});
}

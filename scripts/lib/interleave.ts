import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import cliProgress from 'cli-progress';
import { timings, type Timings } from '../../src/lib/domain/timings';
import { commit } from './commit';

/** One side of a comparison. */
export interface Contestant {
	readonly name: string;
	/** One repetition; what it returns is dropped. */
	run(): unknown;
	/** Done before each repetition, untimed. */
	prepare?(): unknown;
}

export interface Measured extends Timings {
	readonly name: string;
	/** Median over the first contestant's median: above 1 is slower. */
	readonly ratio: number;
	/** Every repetition in the order of measuring, ms. */
	readonly ms: readonly number[];
}

export const RESULTS = fileURLToPath(new URL('../../bench/results/', import.meta.url));

/**
 * Runs contestants in turn, beginning with another one each round, so that what else the machine does meets all
 * alike. Absolute times on a shared machine say little; the ratios are what is compared.
 */
export async function interleave(
	label: string,
	contestants: readonly Contestant[],
	{ rounds = 30, untimed = 3 } = {}
): Promise<Measured[]> {
	const bar = new cliProgress.SingleBar({ format: `${label} {bar} {value}/{total}` });
	const ms = contestants.map((): number[] => []);
	bar.start(rounds, 0);
	for (let round = -untimed; round < rounds; round++) {
		for (let turn = 0; turn < contestants.length; turn++) {
			const at = (turn + round + untimed) % contestants.length;
			await contestants[at]!.prepare?.();
			const began = performance.now();
			await contestants[at]!.run();
			if (round >= 0) ms[at]!.push(performance.now() - began);
		}
		bar.update(Math.max(0, round + 1));
	}
	bar.stop();
	return compare(
		contestants.map(({ name }) => name),
		ms
	);
}

/** Sums repetitions up; ratios are against the first. */
export function compare(names: readonly string[], ms: readonly (readonly number[])[]): Measured[] {
	const first = timings(ms[0]!).median;
	return names.map((name, i) => {
		const summary = timings(ms[i]!);
		return { name, ...summary, ratio: summary.median / first, ms: ms[i]! };
	});
}

/** A table for people: n, median, p95, ratio. */
export function table(title: string, rows: readonly Measured[]): string {
	const width = Math.max(...rows.map(({ name }) => name.length), 10);
	const line = (name: string, ...cells: string[]) =>
		`  ${name.padEnd(width)}${cells.map((cell) => cell.padStart(12)).join('')}`;
	const body = rows.map((r) =>
		line(r.name, String(r.n), `${r.median.toFixed(2)} ms`, `${r.p95.toFixed(2)} ms`, `${r.ratio.toFixed(2)} x`)
	);
	return [`\n${title}`, line('', 'n', 'median', 'p95', 'ratio'), ...body].join('\n');
}

/** What the figures were measured on. The load says how far absolute times can be trusted. */
export function circumstances() {
	return {
		measuredAt: new Date().toISOString(),
		commit: commit(),
		node: process.version,
		cpu: cpus()[0]?.model ?? 'unknown',
		cores: cpus().length,
		/** Processes that wanted a core, over the last minute; above `cores` others were waiting too. */
		load: Math.round(loadavg()[0]! * 10) / 10
	};
}

/** Writes raw results to bench/results/NAME.json. */
export function keep(name: string, results: object): void {
	mkdirSync(RESULTS, { recursive: true });
	const found = circumstances();
	writeFileSync(`${RESULTS}${name}.json`, JSON.stringify({ ...found, ...results }, rounded, '\t') + '\n');
	console.log(`\n  load ${found.load} on ${found.cores} cores; raw results in bench/results/${name}.json`);
}

const rounded = (_key: string, value: unknown) => (typeof value === 'number' ? Number(value.toPrecision(6)) : value);

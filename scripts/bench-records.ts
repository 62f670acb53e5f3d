import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Presets, SingleBar } from 'cli-progress';
import { build } from 'esbuild';
import { chromium } from 'playwright';
import type { HistoryBench } from './lib/history-bench-page';
import { launchOptions } from './lib/chromium';
import { runCommand, wholeNumber } from './lib/command';

const USAGE = `Measures the history over many records: the app's own store, in Chromium, over IndexedDB on the disk.

  npm run bench:records [-- options]

  --records 100000   records stored before measuring
  --rounds 25        of each operation
  --profile DIR      keep the filled profile there, and measure over it again without filling
  --port 4699        of the page with --profile; any free one otherwise
  --alone            without reading everything for comparison, which takes most of the time
  --out FILE         figures as JSON (default bench/results/records.json)

Prints each operation's median and 95th percentile, and how many times longer the same answer takes by reading all
records and filtering them. Filling takes about two minutes on an idle machine.

IndexedDB belongs to an origin, port and all: with --profile the port must stay the same.
`;

declare const bench: HistoryBench;

function readArguments() {
	const { values } = parseArgs({
		options: {
			records: { type: 'string', default: '100000' },
			rounds: { type: 'string', default: '25' },
			profile: { type: 'string' },
			port: { type: 'string', default: '4699' },
			out: { type: 'string', default: 'bench/results/records.json' },
			alone: { type: 'boolean', default: false },
			help: { type: 'boolean' }
		}
	});
	return {
		...values,
		records: wholeNumber('records', values.records),
		rounds: wholeNumber('rounds', values.rounds),
		port: wholeNumber('port', values.port)
	};
}

const LIMIT_MS = 100;

interface Figure {
	readonly name: string;
	readonly rows: number;
	readonly medianMs: number;
	readonly p95Ms: number;
	/** Null where it was left out. */
	readonly naiveMs: number | null;
}

async function main(options: ReturnType<typeof readArguments>): Promise<number> {
	const { records, rounds } = options;
	const bundle = await build({
		entryPoints: ['scripts/lib/history-bench-page.ts'],
		bundle: true,
		format: 'esm',
		write: false,
		define: { __APP_VERSION__: '"0.0.0"', __REPORTING__: 'false' }
	});
	const script = bundle.outputFiles[0]!.text;
	const server = createServer((request, response) => {
		const isScript = request.url === '/bench.js';
		response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html');
		response.end(
			isScript ? script : '<!doctype html><title>bench</title><script type="module" src="/bench.js"></script>'
		);
	});
	await new Promise<void>((resolve) => server.listen(options.profile ? options.port : 0, 'localhost', resolve));
	// A profile of its own on the disk: a browser context without one keeps its database in memory.
	const profile = options.profile ?? mkdtempSync(join(tmpdir(), 'bench-records-'));
	const context = await chromium.launchPersistentContext(profile, launchOptions());

	const figures: Figure[] = [];
	try {
		const page = await context.newPage();
		await page.goto(`http://localhost:${(server.address() as AddressInfo).port}/`);
		await page.waitForFunction(() => 'bench' in globalThis);
		const filled = await page.evaluate(() => bench.count());
		const bar = new SingleBar(
			{ format: '{what} [{bar}] {percentage} %, {eta_formatted} left', noTTYOutput: true, notTTYSchedule: 15_000 },
			Presets.shades_classic
		);
		bar.start(records, filled, { what: 'filling' });
		const STEP = 5000;
		for (let from = filled; from < records; from += STEP) {
			await page.evaluate(([a, b]) => bench.fill(a!, b!), [from, Math.min(records, from + STEP)]);
			bar.update(Math.min(records, from + STEP));
		}
		const cases = await page.evaluate((count) => bench.cases(count), records);
		bar.start(cases, 0, { what: 'measuring' });
		for (let index = 0; index < cases; index++) {
			figures.push(
				await page.evaluate(([count, i, many, compare]) => bench.measure(count, i, many, compare), [
					records,
					index,
					rounds,
					!options.alone
				] as const)
			);
			bar.increment();
		}
		bar.stop();
	} finally {
		await context.close();
		server.close();
		if (!options.profile) rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
	}

	const ms = (value: number) => value.toFixed(value < 10 ? 1 : 0);
	console.log(
		`\n${records.toLocaleString('en')} records, ${rounds} rounds each, load average ${loadavg()[0]!.toFixed(1)}\n`
	);
	console.log('| operation | rows | median ms | p95 ms | by reading everything, ms | times longer | under 100 ms |');
	console.log('| --- | ---: | ---: | ---: | ---: | ---: | --- |');
	for (const { name, rows, medianMs, p95Ms, naiveMs } of figures) {
		const ratio = naiveMs === null ? '–' : (naiveMs / medianMs).toFixed(0);
		const verdict = p95Ms < LIMIT_MS ? 'yes' : medianMs < LIMIT_MS ? 'median only' : 'no';
		console.log(
			`| ${name} | ${rows} | ${ms(medianMs)} | ${ms(p95Ms)} | ${naiveMs === null ? '–' : ms(naiveMs)} | ${ratio} | ${verdict} |`
		);
	}
	mkdirSync(join(options.out, '..'), { recursive: true });
	const machine = { cpu: cpus()[0]!.model, cores: cpus().length, node: process.version, load: loadavg()[0]! };
	writeFileSync(
		options.out,
		`${JSON.stringify({ measuredAt: new Date().toISOString(), machine, records, rounds, figures }, null, '\t')}\n`
	);
	return 0;
}

await runCommand(USAGE, readArguments, main, 'cannot measure');

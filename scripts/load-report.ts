import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { SingleBar, Presets } from 'cli-progress';
import { issueToken } from '../src/lib/server/access/tokens';
import { openStorage } from '../src/lib/server/compose';
import { drain } from '../src/lib/reporting/drain';
import { HttpTransport } from '../src/lib/reporting/transport';
import { amount, runCommand, wholeNumber } from './lib/command';
import { bytesPerRecord, fill } from './reporting/fill';
import { BATCH, makeBatches, runLoad, type LoadFigures } from './reporting/load';
import { MemoryOutbox } from './reporting/memory-outbox';
import { missingPostgres, PostgresServer } from './reporting/postgres-server';
import { seededRandom } from './reporting/random';
import { loadReportMarkdown, withLoadFigures } from './reporting/load-markdown';
import { ServerProcess } from './reporting/server-process';
import { SimulatedTablet } from './reporting/simulated-tablet';

const USAGE = `Measures the reporting server on this machine and prints a table.

  npm run build:node && npm run bench:report -- [options]

  --stores sqlite,postgres   which stores
  --tablets 1,10,100,1000    how many tablets send at once
  --rows 1000,1000000        rows already stored
  --rate 3000                records a second of the paced runs
  --most 9000                records a second that the other runs can reach at most
  --seconds 5                of each run
  --soak 60                  seconds of the memory run (0: none)
  --drain 10000              records queued during an outage (0: none)
  --entry dist/node/index.js the server under test
  --port 4344                of the server under test; PostgreSQL takes the next
  --short                    two minutes instead of about nine: fewer tablets, 100,000 rows, shorter runs
  --out FILE                 also write the figures as JSON (and FILE with .md: the table)
  --draw FILE                measure nothing: draw the table and the figures of docs/scaling.md from that JSON

The figures of docs/scaling.md: npm run build:node && npm run bench:report -- --out docs/results/load-report.json,
then npm run bench:report -- --draw docs/results/load-report.json
`;

const SCALING = 'docs/scaling.md';

/** What `--short` changes; anything given by itself still counts. */
const SHORT = { tablets: '10,100', rows: '1000,100000', seconds: '2', soak: '10', drain: '2000' };

const FULL = { tablets: '1,10,100,1000', rows: '1000,1000000', seconds: '5', soak: '60', drain: '10000' };

function readArguments() {
	const { values: given } = parseArgs({
		options: {
			stores: { type: 'string', default: 'sqlite,postgres' },
			tablets: { type: 'string' },
			rows: { type: 'string' },
			rate: { type: 'string', default: '3000' },
			most: { type: 'string', default: '9000' },
			seconds: { type: 'string' },
			soak: { type: 'string' },
			drain: { type: 'string' },
			port: { type: 'string', default: '4344' },
			entry: { type: 'string', default: 'dist/node/index.js' },
			out: { type: 'string' },
			draw: { type: 'string' },
			short: { type: 'boolean', default: false },
			help: { type: 'boolean', default: false }
		}
	});
	const values = { ...(given.short ? SHORT : FULL), ...given };
	return {
		...values,
		stores: values.stores.split(','),
		tablets: values.tablets.split(',').map((each) => wholeNumber('tablets', each)),
		rows: values.rows.split(',').map((each) => wholeNumber('rows', each, 0)),
		rate: amount('rate', values.rate),
		most: amount('most', values.most),
		seconds: amount('seconds', values.seconds),
		soak: amount('soak', values.soak),
		drain: wholeNumber('drain', values.drain, 0),
		port: wholeNumber('port', values.port)
	};
}

type Options = ReturnType<typeof readArguments>;

export interface LoadRow extends LoadFigures {
	readonly store: string;
	readonly rows: number;
	readonly tablets: number;
	/** Records a second asked for; null: as fast as the server acknowledges. */
	readonly paced: number | null;
	/** Processor seconds that the server took for 1,000 records; what other jobs on the machine do not change much. */
	readonly cpuSeconds: number;
	/** Machine's load average over a minute, at the run's end. */
	readonly load: number;
}
export interface SoakFigures {
	readonly store: string;
	readonly records: number;
	readonly seconds: number;
	/** Resident memory of the server, megabytes, before the run and at each tenth of it. */
	readonly residentMB: readonly number[];
	/** JavaScript heap in use right after a full collection, megabytes, at the same moments: what a leak would raise. */
	readonly heapMB: readonly number[];
}
export interface LoadReport {
	readonly measuredAt: string;
	readonly machine: {
		readonly cpu: string;
		readonly cores: number;
		readonly node: string;
		readonly loadAtStart: readonly number[];
	};
	readonly batch: number;
	readonly rows: readonly LoadRow[];
	readonly soak: readonly SoakFigures[];
	readonly drains: readonly { readonly store: string; readonly records: number; readonly seconds: number }[];
	readonly sizes: readonly { readonly store: string; readonly bytesPerRecord: number }[];
	/** Bytes of one record as it travels, in a gzipped batch. */
	readonly wireBytesPerRecord: number;
	/** Processor seconds that one picture takes where a server judges it, of `bench/results/cli.json`; null where not measured. */
	readonly inferenceSeconds: number | null;
}

const machine = { cpu: cpus()[0]!.model, cores: cpus().length, node: process.version, loadAtStart: loadavg() };
const rows: LoadRow[] = [];
const soak: SoakFigures[] = [];
const drains: LoadReport['drains'][number][] = [];
const sizes: LoadReport['sizes'][number][] = [];

const bar = new SingleBar(
	{ format: 'measuring [{bar}] {value}/{total} runs, {eta_formatted} left', noTTYOutput: true, notTTYSchedule: 15_000 },
	Presets.shades_classic
);

const METRICS_TOKEN = randomUUID();

/** One figure of the server's own metrics. */
async function serverFigure(server: ServerProcess, name: string): Promise<number> {
	const answered = await fetch(`${server.address}/metrics`, { headers: { authorization: `Bearer ${METRICS_TOKEN}` } });
	return Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(await answered.text())?.[1]);
}

async function measureStore(store: string, url: string, folder: string, options: Options): Promise<void> {
	const { seconds } = options;
	/** Batches enough for a run, without making far too many. */
	const batchesFor = (rate: number) => makeBatches(Math.ceil((rate * seconds) / BATCH) + 20);
	const environment = {
		DATABASE_URL: url,
		PICTURES: `folder:${join(folder, 'pictures')}`,
		RATE_PER_SECOND: '100000',
		RATE_BURST: '1000000',
		METRICS_TOKEN,
		LOG_LEVEL: 'info'
	};
	const storage = await openStorage({ DATABASE_URL: url, DATABASE_CONNECTIONS: 1 });
	const { token } = await issueToken(storage, { role: 'device', line: null, label: 'load' }, Date.now());
	await storage.close();
	const server = new ServerProcess(options.entry, options.port, environment, COLLECTING);
	let stored = 0;
	for (const wanted of options.rows) {
		await fill(url, wanted - stored);
		stored = wanted;
		await server.start();
		await runLoad({
			address: server.address,
			token,
			tablets: 10,
			batches: makeBatches(40),
			recordsPerSecond: null,
			seconds: 3
		});
		for (const tablets of options.tablets) {
			for (const paced of [options.rate, null]) {
				const batches = batchesFor(paced ?? options.most);
				const before = await serverFigure(server, 'process_cpu_seconds_total');
				const plan = { address: server.address, token, tablets, batches, recordsPerSecond: paced, seconds };
				const figures = await runLoad(plan);
				const used = (await serverFigure(server, 'process_cpu_seconds_total')) - before;
				const cpuSeconds = used / ((figures.batches * BATCH) / 1000);
				rows.push({ store, rows: wanted, tablets, paced, cpuSeconds, load: loadavg()[0]!, ...figures });
				bar.increment();
			}
		}
		await server.stop();
	}
	await server.start();
	if (options.soak > 0) soak.push(await measureSoak(store, server, token, options));
	if (options.drain > 0) drains.push(await measureDrain(store, server, token, options.drain));
	await server.stop();
	sizes.push({ store, bytesPerRecord: Math.round(await bytesPerRecord(url)) });
}

/** A server that collects its garbage when told to, so that what is left is what it holds. */
const COLLECTING = ['--expose-gc', '--import', 'data:text/javascript,process.on("SIGUSR2",()=>globalThis.gc())'];

/** Memory under steady load: the same rate as the paced runs, looked at ten times. */
async function measureSoak(
	store: string,
	server: ServerProcess,
	token: string,
	{ soak, rate }: Options
): Promise<SoakFigures> {
	const residentMB: number[] = [];
	const heapMB: number[] = [];
	const look = async () => {
		server.signal('SIGUSR2');
		const megabytes = async (name: string) => Math.round((await serverFigure(server, name)) / 1e5) / 10;
		heapMB.push(await megabytes('nodejs_heap_size_used_bytes'));
		residentMB.push(await megabytes('process_resident_memory_bytes'));
	};
	await look();
	let records = 0;
	const tenth = soak / 10;
	for (let i = 0; i < 10; i++) {
		const batches = makeBatches(Math.ceil((rate * tenth) / BATCH));
		const figures = await runLoad({
			address: server.address,
			token,
			tablets: 100,
			batches,
			recordsPerSecond: rate,
			seconds: tenth * 3
		});
		records += figures.batches * BATCH;
		await look();
	}
	return { store, records, seconds: soak, residentMB, heapMB };
}

/** The app's own drain of what one tablet queued, from the server's return to the last acknowledgement. */
async function measureDrain(store: string, server: ServerProcess, token: string, records: number) {
	const outbox = new MemoryOutbox();
	outbox.add(new SimulatedTablet({ random: seededRandom(Date.now()) }).checks(records));
	const authorised = (path: string, init: RequestInit) =>
		fetch(path, { ...init, headers: { ...(init.headers as object), authorization: `Bearer ${token}` } });
	const startMs = performance.now();
	const { kind } = await drain(
		outbox,
		new HttpTransport(server.address, authorised as typeof fetch),
		new AbortController().signal
	);
	if (kind !== 'empty') throw new Error(`the outbox did not drain: ${kind}`);
	return { store, records, seconds: (performance.now() - startMs) / 1000 };
}

function inferenceSeconds(): number | null {
	const file = 'bench/results/cli.json';
	if (!existsSync(file)) return null;
	const { stages } = JSON.parse(readFileSync(file, 'utf8')) as { stages: { cpuMs: number }[] };
	return stages.reduce((sum, { cpuMs }) => sum + cpuMs, 0) / 1000;
}

async function main(options: Options): Promise<number> {
	if (options.draw) {
		const drawn = JSON.parse(readFileSync(options.draw, 'utf8')) as LoadReport;
		writeFileSync(options.draw.replace(/\.json$/, '.md'), loadReportMarkdown(drawn));
		writeFileSync(SCALING, withLoadFigures(readFileSync(SCALING, 'utf8'), drawn));
		return 0;
	}
	if (!existsSync(options.entry)) throw new Error(`${options.entry} is missing: npm run build:node first`);
	mkdirSync('.tmp', { recursive: true });
	const folder = mkdtempSync(join('.tmp', 'load-'));
	const { stores } = options;
	bar.start(stores.length * options.rows.length * options.tablets.length * 2, 0);
	try {
		if (stores.includes('sqlite'))
			await measureStore('sqlite', `sqlite:${join(folder, 'reports.db')}`, folder, options);
		const missing = missingPostgres();
		if (stores.includes('postgres') && missing) console.log(`\nskipped: ${missing}`);
		if (stores.includes('postgres') && !missing) {
			const database = new PostgresServer(options.port + 1);
			try {
				await database.start();
				await measureStore('postgres', await database.createDatabase('load'), folder, options);
			} finally {
				await database.remove();
			}
		}
	} finally {
		bar.stop();
		rmSync(folder, { recursive: true, force: true });
	}

	const report: LoadReport = {
		measuredAt: new Date().toISOString(),
		machine,
		batch: BATCH,
		rows,
		soak,
		drains,
		sizes,
		wireBytesPerRecord: Math.round(makeBatches(1)[0]!.byteLength / BATCH),
		inferenceSeconds: inferenceSeconds()
	};
	const table = loadReportMarkdown(report);
	console.log(`\n${table}`);
	if (options.out) {
		mkdirSync(dirname(options.out), { recursive: true });
		writeFileSync(options.out, `${JSON.stringify(report, null, '\t')}\n`);
		writeFileSync(options.out.replace(/\.json$/, '.md'), table);
	}
	return 0;
}

await runCommand(USAGE, readArguments, main, 'cannot measure');

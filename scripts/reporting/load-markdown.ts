import type { LoadReport, LoadRow } from '../load-report';

const round = (value: number, digits = 0) => value.toFixed(digits);
const whole = (value: number) => Math.round(value).toLocaleString('en');
const distinct = <T>(values: readonly T[]): T[] => [...new Set(values)];
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** The goal: so many records a second on SQLite in batches of fifty, and the p99 in milliseconds under which they stay. */
const GOAL = { recordsPerSecond: 3000, p99: 200 };

/** Whether the paced runs on SQLite reached the goal. A run paced at the goal may end a little under it. */
function goalLine(rows: readonly LoadRow[]): string {
	const paced = rows.filter(({ store, paced }) => store === 'sqlite' && paced === GOAL.recordsPerSecond);
	const missed = paced.filter(
		({ recordsPerSecond, p99, failures }) =>
			recordsPerSecond < GOAL.recordsPerSecond * 0.98 || p99 >= GOAL.p99 || failures > 0
	);
	const named = (some: readonly LoadRow[]) =>
		some.map((row) => `${whole(row.tablets)} tablets over ${whole(row.rows)} rows`).join(', ');
	const rates = paced.map(({ recordsPerSecond }) => recordsPerSecond);
	const found = `${whole(Math.min(...rates))} to ${whole(Math.max(...rates))} records/s stored, p99 at most ${round(Math.max(...paced.map(({ p99 }) => p99)))} ms`;
	const outcome = missed.length === 0 ? `reached in all ${paced.length} runs` : `not reached with ${named(missed)}`;
	return `- Goal on SQLite (${whole(GOAL.recordsPerSecond)} records/s asked for, 98 % of it or more stored, p99 under ${GOAL.p99} ms): ${outcome} (${found}).`;
}

/** Processor time of a record over the most rows stored, as a multiple of that over the fewest. */
function growthLines(rows: readonly LoadRow[]): string[] {
	return distinct(rows.map(({ store }) => store)).flatMap((store) => {
		const own = rows.filter((row) => row.store === store);
		const counts = distinct(own.map((row) => row.rows)).sort((a, b) => a - b);
		if (counts.length < 2) return [];
		const seconds = (count: number) => mean(own.filter((row) => row.rows === count).map((row) => row.cpuSeconds));
		const [least, most] = [counts[0]!, counts.at(-1)!];
		return `- ${store}: a record over ${whole(most)} rows takes ${round(seconds(most) / seconds(least), 2)} times the processor time of one over ${whole(least)} rows.`;
	});
}

/** Processor seconds that 1,000 records take, over all runs of a store. */
const cpuSecondsOf = (rows: readonly LoadRow[], store: string) =>
	mean(rows.filter((row) => row.store === store).map((row) => row.cpuSeconds));

/** What one core of the server carries, where nothing else runs on it. */
function coreLines({ rows }: LoadReport): string[] {
	return distinct(rows.map(({ store }) => store)).map((store) => {
		const seconds = cpuSecondsOf(rows, store);
		return `- ${store}: 1,000 records take ${round(seconds, 3)} s of the server's processor: a core to itself carries ${whole(1000 / seconds)} records/s.`;
	});
}

/** Frames that a live verdict rests on; a server that infers would have to see them all. */
const FRAMES = 5;
const MILLION = 1_000_000;

/**
 * What a million checks take from a server here, and from one that would judge the pictures itself: the same programs on
 * the same machine, so that their ratio holds whatever a processor costs.
 */
function costLines({ rows, sizes, wireBytesPerRecord, inferenceSeconds }: LoadReport): string[] {
	const gigabytes = (bytes: number) => `${round((bytes * MILLION) / 1e9, 2)} GB`;
	const own = sizes.map(({ store, bytesPerRecord }) => ({
		store,
		bytesPerRecord,
		seconds: cpuSecondsOf(rows, store) * 1000
	}));
	const lines = own.map(
		({ store, seconds, bytesPerRecord }) =>
			`| reporting on ${store} | ${whole(seconds)} | ${gigabytes(bytesPerRecord)} | ${gigabytes(wireBytesPerRecord)} | ${round(seconds / own[0]!.seconds, 2)} |`
	);
	if (inferenceSeconds !== null && own.length > 0) {
		for (const frames of [1, FRAMES]) {
			const seconds = inferenceSeconds * MILLION * frames;
			const pictures = frames === 1 ? 'one picture a check' : `${frames} frames a check`;
			lines.push(
				`| inference on servers, ${pictures} | ${whole(seconds)} | – | pictures | ${whole(seconds / own[0]!.seconds)} |`
			);
		}
	}
	return [
		'A million checks:',
		'',
		'| design | processor seconds of the server | stored | received | times the first |',
		'| --- | ---: | ---: | ---: | ---: |',
		...lines
	];
}

function machineLine({ measuredAt, machine, batch }: LoadReport): string {
	const load = machine.loadAtStart.map((value) => round(value, 1)).join(' / ');
	return (
		`Measured ${measuredAt.slice(0, 16).replace('T', ' ')} UTC on ${machine.cores} cores (${machine.cpu.trim()}), Node ${machine.node}, ` +
		`load average at the start ${load}; generator and server share the machine. Batches of ${batch} records, gzip.`
	);
}

/** The findings under the table: goal, growth, what a core carries, memory, and how fast an outage is made up for. */
function findingLines(report: LoadReport): string[] {
	const { rows, soak, drains } = report;
	return [
		...(rows.some(({ store }) => store === 'sqlite') ? [goalLine(rows)] : []),
		...growthLines(rows),
		...coreLines(report),
		...soak.map(
			({ store, records, seconds, residentMB, heapMB }) =>
				`- ${store}: over ${whole(records)} records in ${seconds} s asked for (an hour of ${whole(records / 3600)} tablets at one check a second), before it and at each tenth, MB: heap after a full collection ${heapMB.join(', ')}; resident ${residentMB.join(', ')}.`
		),
		...drains.map(
			(one) =>
				`- ${one.store}: ${whole(one.records)} records queued on one tablet drained in ${round(one.seconds, 1)} s.`
		)
	];
}

/** Answers other than 200, and which they were where the run noted it. */
const refusals = ({ failures, refused = {} }: LoadRow) => {
	const named = Object.entries(refused).map(([answer, count]) => `${answer}: ${count}`);
	return named.length > 0 ? `${failures} (${named.join(', ')})` : String(failures);
};

/** Every run and every finding: docs/results/load-report.md. */
export function loadReportMarkdown(report: LoadReport): string {
	return [
		machineLine(report),
		'',
		'| store | rows before | tablets | asked, records/s | stored, records/s | p50 ms | p95 ms | p99 ms | not 200 | CPU s / 1,000 records | load |',
		'| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |',
		...report.rows.map(
			(row) =>
				`| ${row.store} | ${whole(row.rows)} | ${whole(row.tablets)} | ${row.paced === null ? 'all it takes' : whole(row.paced)} | ` +
				`${whole(row.recordsPerSecond)} | ${round(row.p50)} | ${round(row.p95)} | ${round(row.p99)} | ${refusals(row)} | ${round(row.cpuSeconds, 3)} | ${round(row.load, 1)} |`
		),
		'',
		...findingLines(report),
		'',
		...costLines(report),
		''
	].join('\n');
}

/** One line for each store, number of rows and number of tablets: at the goal's rate, and flat out. */
function shortTable({ rows }: LoadReport): string[] {
	const paced = rows.filter((row) => row.paced !== null);
	const lines = paced.map((row) => {
		const most = rows.find(
			(other) =>
				other.paced === null && other.store === row.store && other.rows === row.rows && other.tablets === row.tablets
		);
		const flatOut = most ? `${whole(most.recordsPerSecond)} | ${whole(most.p99)} | ${refusals(most)}` : '– | – | –';
		return (
			`| ${row.store} | ${whole(row.rows)} | ${whole(row.tablets)} | ${whole(row.recordsPerSecond)} | ` +
			`${round(row.p50)} | ${round(row.p95)} | ${round(row.p99)} | ${flatOut} |`
		);
	});
	return [
		`| store | rows before | tablets | stored of ${whole(paced[0]?.paced ?? 0)} records/s asked | p50 ms | p95 ms | p99 ms | all it takes, records/s | p99 ms then | not 200 then |`,
		'| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |',
		...lines
	];
}

const BLOCKS = {
	figures: (report: LoadReport) => [machineLine(report), '', ...shortTable(report), '', ...findingLines(report)],
	cost: costLines
};

/**
 * A page with the figures of its marked blocks (`<!-- load-report: figures -->` to `<!-- end -->`) drawn from the report,
 * so that no figure is copied by hand. @throws where the page lacks a block
 */
export function withLoadFigures(page: string, report: LoadReport): string {
	let drawn = page;
	for (const [name, lines] of Object.entries(BLOCKS)) {
		const block = new RegExp(`(<!-- load-report: ${name} -->\n)[\\s\\S]*?(<!-- end -->)`);
		if (!block.test(drawn)) throw new Error(`the page has no block "load-report: ${name}"`);
		drawn = drawn.replace(block, (_, begin: string, end: string) => `${begin}${lines(report).join('\n')}\n${end}`);
	}
	return drawn;
}

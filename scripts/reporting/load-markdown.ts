import type { LoadReport, LoadRow } from '../load-report';

const round = (value: number, digits = 0) => value.toFixed(digits);

/** The goal: so many records a second on SQLite in batches of fifty, and the p99 in milliseconds under which they stay. */
const GOAL = { recordsPerSecond: 3000, p99: 200 };

/** Whether the paced runs on SQLite reached the goal, by number of tablets. A run paced at the goal may end a little under it. */
function goalLine(rows: readonly LoadRow[]): string {
	const paced = rows.filter(({ store, paced }) => store === 'sqlite' && paced === GOAL.recordsPerSecond);
	const reached = ({ recordsPerSecond, p99, failures }: LoadRow) =>
		recordsPerSecond >= GOAL.recordsPerSecond * 0.98 && p99 < GOAL.p99 && failures === 0;
	const named = (some: readonly LoadRow[]) =>
		some.map((row) => `${row.tablets} tablets over ${row.rows.toLocaleString('en')} rows`).join(', ') || 'none';
	return `- Goal on SQLite (${GOAL.recordsPerSecond.toLocaleString('en')} records/s asked for and stored, p99 under ${GOAL.p99} ms): reached with ${named(paced.filter(reached))}; not with ${named(paced.filter((row) => !reached(row)))}.`;
}

/** Processor time of a record over the most rows stored, as a multiple of that over the fewest. */
function growthLines(rows: readonly LoadRow[]): string[] {
	return [...new Set(rows.map(({ store }) => store))].flatMap((store) => {
		const own = rows.filter((row) => row.store === store);
		const counts = [...new Set(own.map((row) => row.rows))].sort((a, b) => a - b);
		if (counts.length < 2) return [];
		const mean = (count: number) => {
			const some = own.filter((row) => row.rows === count);
			return some.reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0) / some.length;
		};
		const [least, most] = [counts[0]!, counts.at(-1)!];
		return `- ${store}: a record over ${most.toLocaleString('en')} rows takes ${round(mean(most) / mean(least), 2)} times the processor time of one over ${least.toLocaleString('en')} rows.`;
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
	const whole = (value: number) => Math.round(value).toLocaleString('en');
	const gigabytes = (bytes: number) => `${round((bytes * MILLION) / 1e9, 2)} GB`;
	const own = sizes.map(({ store, bytesPerRecord }) => {
		const some = rows.filter((row) => row.store === store);
		const seconds = (some.reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0) / some.length) * 1000;
		return { store, seconds, bytesPerRecord };
	});
	const lines = own.map(
		({ store, seconds, bytesPerRecord }) =>
			`| reporting on ${store} | ${whole(seconds)} | ${gigabytes(bytesPerRecord)} | ${gigabytes(wireBytesPerRecord)} | 1 |`
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

/** The figures as the tables of docs/scaling.md. */
export function loadReportMarkdown(report: LoadReport): string {
	const { measuredAt, machine, batch, rows, soak, drains } = report;
	const load = machine.loadAtStart.map((value) => round(value, 1)).join(' / ');
	return [
		`Measured ${measuredAt.slice(0, 16).replace('T', ' ')} UTC on ${machine.cores} cores (${machine.cpu.trim()}), Node ${machine.node}, ` +
			`load average at the start ${load}; generator and server share the machine. Batches of ${batch} records, gzip.`,
		'',
		'| store | rows before | tablets | asked, records/s | stored, records/s | p50 ms | p95 ms | p99 ms | not 200 | CPU s / 1,000 records | load |',
		'| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |',
		...rows.map(
			(row) =>
				`| ${row.store} | ${row.rows.toLocaleString('en')} | ${row.tablets.toLocaleString('en')} | ${row.paced?.toLocaleString('en') ?? 'all it takes'} | ` +
				`${Math.round(row.recordsPerSecond).toLocaleString('en')} | ${round(row.p50)} | ${round(row.p95)} | ${round(row.p99)} | ${row.failures} | ${round(row.cpuSeconds, 3)} | ${round(row.load, 1)} |`
		),
		'',
		...(rows.some(({ store }) => store === 'sqlite') ? [goalLine(rows)] : []),
		...growthLines(rows),
		...soak.map(
			({ store, records, seconds, residentMB, heapMB }) =>
				`- ${store}: over ${records.toLocaleString('en')} records in ${seconds} s asked for (an hour of ${Math.round(records / 3600)} tablets at one check a second), before it and at each tenth, MB: heap after a full collection ${heapMB.join(', ')}; resident ${residentMB.join(', ')}.`
		),
		...drains.map(
			(one) =>
				`- ${one.store}: ${one.records.toLocaleString('en')} records queued on one tablet drained in ${round(one.seconds, 1)} s.`
		),
		'',
		...costLines(report),
		''
	].join('\n');
}

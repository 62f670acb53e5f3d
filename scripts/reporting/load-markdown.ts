import type { LoadReport } from '../load-report';

const round = (value: number, digits = 0) => value.toFixed(digits);

/** The figures as the tables of docs/scaling.md. */
export function loadReportMarkdown({ measuredAt, machine, batch, rows, soak, drains }: LoadReport): string {
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
		...soak.map(
			({ store, records, seconds, residentMB }) =>
				`- ${store}: resident memory of the server over ${records.toLocaleString('en')} records in ${seconds} s asked for, at each tenth, MB: ${residentMB.join(', ')}.`
		),
		...drains.map(
			(one) =>
				`- ${one.store}: ${one.records.toLocaleString('en')} records queued on one tablet drained in ${round(one.seconds, 1)} s.`
		),
		''
	].join('\n');
}

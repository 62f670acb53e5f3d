import { csvLine } from '../../domain/csv';
import type { StoredReport } from '../../domain/report-protocol';
import { facets } from '../stores/facets';
import type { ReportFilter, ReportStore } from '../stores/report-store';

const PAGE = 500;

const COLUMNS: readonly (readonly [name: string, read: (report: StoredReport) => string | number])[] = [
	['occurred_at', ({ occurredAt }) => occurredAt],
	['received_at', ({ receivedAt }) => receivedAt],
	['wall_time', ({ record }) => record.wallTime],
	['kind', ({ record }) => record.kind],
	['outcome', ({ record }) => facets(record).outcome ?? ''],
	['confidence', ({ record }) => (record.kind === 'check' ? record.verdict.confidence : '')],
	[
		'unsure_reason',
		({ record }) => (record.kind === 'check' && 'reason' in record.verdict ? record.verdict.reason : '')
	],
	['line', ({ record }) => record.station.line],
	['shift', ({ record }) => record.station.shift],
	['batch', ({ record }) => record.station.batch],
	['device', ({ record }) => record.deviceLabel],
	['device_id', ({ record }) => record.deviceId],
	['sequence', ({ record }) => record.sequence],
	['model', ({ record }) => facets(record).model],
	['corrected_to', ({ record }) => (record.kind === 'correction' ? record.correctedTo : '')],
	['correction_reason', ({ record }) => (record.kind === 'correction' ? record.reason : '')],
	['check_id', ({ record }) => (record.kind === 'correction' ? record.checkId : '')],
	['picture', ({ record }) => (record.kind === 'check' ? (record.picture?.sha256 ?? '') : '')],
	['id', ({ record }) => record.id],
	['hash', ({ record }) => record.hash]
];

/** The filtered reports as CSV, read a page at a time as the reader takes them, so that any number fits in memory. */
export function csvExport(store: Pick<ReportStore, 'page'>, filter: ReportFilter): ReadableStream<Uint8Array> {
	const encoder = new TextEncoder();
	let before: string | undefined;
	return new ReadableStream({
		start(controller) {
			controller.enqueue(encoder.encode(csvLine(COLUMNS.map(([name]) => name))));
		},
		async pull(controller) {
			const page = await store.page(filter, { before, limit: PAGE });
			before = page.at(-1)?.cursor;
			const text = page.map((report) => csvLine(COLUMNS.map(([, read]) => read(report)))).join('');
			if (text) controller.enqueue(encoder.encode(text));
			if (page.length < PAGE) controller.close();
		}
	});
}

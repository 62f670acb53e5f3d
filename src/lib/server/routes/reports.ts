import {
	reportBatchSchema,
	reportReceiptSchema,
	type RecordOutcome,
	type ReportOutcome
} from '../../domain/report-protocol';
import { json, jsonBody, principalOf, type ApiRoute, type Call } from '../http/call';
import { HttpProblem } from '../http/problem';
import { examineBatch, type ExaminedBatch } from '../ingest/examine-batch';

/**
 * [Note: partial batches] One bad record must not hold up forty-nine good ones: the good ones are stored and every
 * record gets its outcome. The status is 200 where all are acknowledged, 409 where one conflicts with what is stored,
 * 422 where one is invalid or of another line; the outcomes are in the body of each of the three.
 */
async function postReports(call: Call): Promise<Response> {
	const { queue, metrics } = call.services;
	const examined = examineBatch(await jsonBody(call), principalOf(call).line, call.nowMs);
	const appended =
		examined.admitted.length > 0 ? await queue.append(examined.admitted.map(({ report }) => report)) : [];
	const outcomes = mergeOutcomes(examined, appended);

	for (const { outcome } of outcomes) metrics.records.inc({ outcome });
	for (const [i, { report }] of examined.admitted.entries()) {
		const { record } = report;
		if (appended[i] === 'stored' && record.kind === 'check')
			metrics.countCheck(record.verdict.kind, record.model.version);
	}
	call.note({ records: outcomes.length, stored: outcomes.filter(({ outcome }) => outcome === 'stored').length });

	const has = (...kinds: ReportOutcome[]) => outcomes.some(({ outcome }) => kinds.includes(outcome));
	if (has('conflict')) {
		throw new HttpProblem('conflict', 'Some records are stored with other content; see outcomes.', {}, { outcomes });
	}
	if (has('invalid', 'other-line')) {
		throw new HttpProblem('invalid', 'Some records were refused; see outcomes.', {}, { outcomes });
	}
	return json({ outcomes });
}

function mergeOutcomes(examined: ExaminedBatch, appended: readonly ReportOutcome[]): RecordOutcome[] {
	const outcomes = [...examined.outcomes];
	for (const [i, { place, report }] of examined.admitted.entries()) {
		outcomes[place] = { id: report.record.id, outcome: appended[i]! };
	}
	return outcomes.map((outcome) => outcome!);
}

export const reportRoutes: readonly ApiRoute[] = [
	{
		method: 'POST',
		pattern: '/reports',
		roles: ['device'],
		cookies: ['device'],
		handle: postReports,
		operation: {
			id: 'postReports',
			summary: 'Store a batch of records, each once: the same record again is acknowledged and not stored twice.',
			body: reportBatchSchema,
			answers: { 200: reportReceiptSchema },
			problems: [
				'malformed',
				'invalid',
				'unauthorised',
				'forbidden',
				'conflict',
				'too-large',
				'unsupported-media-type',
				'too-slow',
				'too-many-requests',
				'store-unavailable'
			]
		}
	}
];

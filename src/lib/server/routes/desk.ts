import * as v from 'valibot';
import { label, utcTime } from '../../domain/record-fields';
import {
	devicesSchema,
	reportPageSchema,
	talliesSchema,
	TALLY_DIMENSIONS,
	TALLY_MINUTES,
	TALLY_OUTCOMES
} from '../../domain/report-protocol';
import { audit, auditProgram } from '../access/audit';
import { csvExport } from '../desk/csv';
import { json, query, type ApiRoute, type Call } from '../http/call';
import { CURSOR_PATTERN } from '../stores/cursor';
import type { ReportFilter } from '../stores/report-store';

const wholeNumber = (min: number, max: number) =>
	v.pipe(v.string(), v.regex(/^\d{1,6}$/), v.transform(Number), v.minValue(min), v.maxValue(max));

const filterEntries = {
	from: utcTime,
	to: utcTime,
	line: v.optional(label),
	shift: v.optional(label)
};
const outcome = v.optional(v.picklist(TALLY_OUTCOMES));

const talliesQuery = v.strictObject({
	...filterEntries,
	by: v.picklist(TALLY_DIMENSIONS),
	/** Minutes in one bucket of the series, a multiple of 15. */
	resolution: v.optional(
		v.pipe(
			wholeNumber(TALLY_MINUTES, 43_200),
			v.check((minutes) => minutes % TALLY_MINUTES === 0)
		),
		String(TALLY_MINUTES)
	)
});
const pageQuery = v.strictObject({
	...filterEntries,
	outcome,
	before: v.optional(v.pipe(v.string(), v.regex(CURSOR_PATTERN))),
	limit: v.optional(wholeNumber(1, 200), '50')
});
const exportQuery = v.strictObject({ ...filterEntries, outcome });

type Filtering = v.InferOutput<typeof exportQuery>;
const filterOf = ({ from, to, line, shift, outcome }: Filtering): ReportFilter => ({
	fromMs: Date.parse(from),
	toMs: Date.parse(to),
	line,
	shift,
	outcome
});

async function readTallies(call: Call): Promise<Response> {
	const asked = query(call, talliesQuery);
	await auditProgram(call, 'tallies');
	return json({ tallies: await call.services.storage.tallies(filterOf(asked), asked.by, asked.resolution) });
}

async function readReports(call: Call): Promise<Response> {
	const asked = query(call, pageQuery);
	await auditProgram(call, 'reports');
	const reports = await call.services.storage.page(filterOf(asked), { before: asked.before, limit: asked.limit });
	return json({ reports });
}

async function readDevices(call: Call): Promise<Response> {
	await auditProgram(call, 'devices');
	return json({ devices: await call.services.storage.devices() });
}

async function exportReports(call: Call): Promise<Response> {
	const asked = query(call, exportQuery);
	await audit(call, 'export', JSON.stringify(asked));
	return new Response(csvExport(call.services.storage, filterOf(asked)), {
		headers: { 'content-type': 'text/csv; charset=utf-8', 'content-disposition': 'attachment; filename="reports.csv"' }
	});
}

const reading = { method: 'GET', roles: ['viewer', 'admin'], cookies: ['desk'] } as const;
const problems = ['invalid', 'unauthorised', 'forbidden', 'too-many-requests', 'store-unavailable'] as const;

export const deskRoutes: readonly ApiRoute[] = [
	{
		...reading,
		pattern: '/desk/tallies',
		handle: readTallies,
		operation: {
			id: 'readTallies',
			summary: 'Counts by time, line, shift or model version.',
			query: talliesQuery,
			answers: { 200: talliesSchema },
			problems
		}
	},
	{
		...reading,
		pattern: '/desk/devices',
		handle: readDevices,
		operation: {
			id: 'readDevices',
			summary: 'Every tablet ever seen, the longest silent first.',
			answers: { 200: devicesSchema },
			problems: problems.filter((code) => code !== 'invalid')
		}
	},
	{
		...reading,
		pattern: '/desk/reports',
		handle: readReports,
		operation: {
			id: 'readReports',
			summary: 'Stored records, newest first, a page at a time.',
			query: pageQuery,
			answers: { 200: reportPageSchema },
			problems
		}
	},
	{
		...reading,
		pattern: '/desk/reports.csv',
		handle: exportReports,
		operation: {
			id: 'exportReports',
			summary: 'Stored records as CSV, newest first.',
			query: exportQuery,
			answers: { 200: { mediaTypes: ['text/csv; charset=utf-8'] } },
			problems
		}
	}
];

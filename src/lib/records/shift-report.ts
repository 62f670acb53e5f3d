import type { ChallengeRecord, CheckRecord, CorrectionRecord, RoundRecord } from '../domain/record';
import { pChartLimits, wilson, type Interval } from '../domain/statistics';
import type { VerdictKind } from '../domain/verdict';
import { queryHistory, type HistoryFilter } from './history-query';
import type { ChainHead, StoredRecord } from './schema';
import { recordStore, type RecordStore } from './store';

/** One point of the p-chart: consecutive bottles, so that every point but the last rests on equally many. */
export interface Subgroup {
	/** Of its last bottle, milliseconds since 1970. */
	readonly atMs: number;
	/** Bottles with a decided verdict. */
	readonly inspected: number;
	readonly open: number;
	readonly rate: number;
	readonly limits: Interval;
	/** True where the rate lies outside its control limits. */
	readonly outside: boolean;
}

export interface ShiftReport {
	readonly counts: Readonly<Record<VerdictKind, number>>;
	/** Bottles with a decided verdict: open and closed. */
	readonly inspected: number;
	readonly openRate: number;
	/** Wilson, 95 %. */
	readonly openInterval: Interval;
	readonly subgroups: readonly Subgroup[];
	readonly corrections: readonly CorrectionRecord[];
	readonly challenges: readonly ChallengeRecord[];
	readonly rounds: readonly RoundRecord[];
	/** Checks that were made while no passed challenge test covered them. */
	readonly unproven: number;
	readonly clockSetBack: number;
	readonly firstAt: string | null;
	readonly lastAt: string | null;
	/** Distinct values among the checks. */
	readonly models: readonly string[];
	readonly devices: readonly string[];
	readonly inspectors: readonly string[];
	readonly batches: readonly string[];
}

/** Points that a p-chart of one shift shows at most. */
const MAX_POINTS = 24;
/** Fewest bottles a point, unless the whole shift has fewer. */
const MIN_SUBGROUP = 20;

/** Summarises the rows of one shift; rows of every kind, in any order. Pure. */
export function summariseShift(rows: readonly StoredRecord[]): ShiftReport {
	const ordered = rows.toSorted(
		(a, b) => a.record.wallTime.localeCompare(b.record.wallTime) || a.record.sequence - b.record.sequence
	);
	const checks = ordered.filter(isCheck);
	const counts = { open: 0, closed: 0, unsure: 0, 'no-bottle': 0 };
	for (const { facet } of checks) counts[facet as VerdictKind] += 1;
	const inspected = counts.open + counts.closed;
	const kind = <K extends StoredRecord['record']['kind']>(wanted: K) =>
		ordered.flatMap(({ record }) => (record.kind === wanted ? [record as Extract<typeof record, { kind: K }>] : []));
	return {
		counts,
		inspected,
		openRate: inspected > 0 ? counts.open / inspected : 0,
		openInterval: wilson(counts.open, inspected),
		subgroups: subgroupsOf(checks, inspected > 0 ? counts.open / inspected : 0),
		corrections: kind('correction'),
		challenges: kind('challenge'),
		rounds: kind('round'),
		unproven: checks.filter(({ record }) => record.challenge !== 'passed').length,
		clockSetBack: checks.filter(({ record }) => record.clockSetBack).length,
		firstAt: checks[0]?.record.wallTime ?? null,
		lastAt: checks.at(-1)?.record.wallTime ?? null,
		models: distinct(checks.map(({ record }) => `${record.model.version} · ${record.model.backend}`)),
		devices: distinct(checks.map(({ record }) => record.deviceLabel || record.deviceId.slice(0, 8))),
		inspectors: distinct(checks.map(({ record }) => record.personal?.inspector ?? '')),
		batches: distinct(checks.map(({ record }) => record.station.batch))
	};
}

type CheckRow = StoredRecord & { record: CheckRecord };
const isCheck = (row: StoredRecord): row is CheckRow => row.record.kind === 'check';
const distinct = (values: readonly string[]) => [...new Set(values)].filter(Boolean).toSorted();

function subgroupsOf(checks: readonly CheckRow[], meanRate: number): Subgroup[] {
	const decided = checks.filter(({ facet }) => facet === 'open' || facet === 'closed');
	const size = Math.max(MIN_SUBGROUP, Math.ceil(decided.length / MAX_POINTS));
	const groups: Subgroup[] = [];
	for (let start = 0; start < decided.length; start += size) {
		const group = decided.slice(start, start + size);
		const open = group.filter(({ facet }) => facet === 'open').length;
		const rate = open / group.length;
		const limits = pChartLimits(meanRate, group.length);
		groups.push({
			atMs: Date.parse(group.at(-1)!.record.wallTime),
			inspected: group.length,
			open,
			rate,
			limits,
			outside: rate < limits.lower || rate > limits.upper
		});
	}
	return groups;
}

/** Rows read in one step, so that the page stays alive. */
const PAGE = 1000;

/** Reads and summarises a shift; `filter` is usually line, shift and a stretch of time. */
export async function readShift(
	filter: HistoryFilter,
	onProgress: (read: number, total: number) => void = () => {},
	signal?: AbortSignal,
	store: RecordStore = recordStore()
): Promise<ShiftReport & { head: ChainHead }> {
	const view = await queryHistory(filter, store);
	const rows: StoredRecord[] = [];
	for (let offset = 0; offset < view.total; offset += PAGE) {
		rows.push(...(await view.rows(offset, PAGE)));
		signal?.throwIfAborted();
		onProgress(rows.length, view.total);
	}
	const head = (await (await store.database()).getAll('chains')).find((chain) => chain.own)!;
	return { ...summariseShift(rows), head };
}

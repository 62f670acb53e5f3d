import type { IndexNames } from 'idb';
import type { Facet, RecordsSchema, StoredRecord } from './schema';
import { searchWords } from './search-words';

/** What the history shows; every field narrows it. Times are UTC, ISO. */
export interface HistoryFilter {
	readonly facet?: Facet | 'corrected';
	readonly line?: string;
	readonly shift?: string;
	readonly batch?: string;
	readonly inspector?: string;
	readonly from?: string;
	readonly to?: string;
	/** Words, each of which a record must hold, by their beginnings. */
	readonly search?: string;
}

/** One range of one index. Those of `by-token` are in no order; all others are in the order of time. */
export interface Criterion {
	readonly index: IndexNames<RecordsSchema, 'records'>;
	readonly range: IDBKeyRange | null;
}

/** At least one; a record matches the filter where it is in all of them. */
export function criteriaOf({ search, ...filter }: HistoryFilter): Criterion[] {
	const from = filter.from ?? '';
	const to = filter.to ?? '\uffff';
	// A period that ends before it begins holds no record, and IndexedDB would throw at it: no record has the key [].
	const within = (lower: IDBValidKey, upper: IDBValidKey) =>
		from > to ? IDBKeyRange.only([]) : IDBKeyRange.bound(lower, upper);
	const during = (value: string | number) => within([value, from], [value, to]);
	const criteria: Criterion[] = searchWords(search ?? '').map((word) => ({
		index: 'by-token',
		range: IDBKeyRange.bound(word, `${word}\uffff`)
	}));
	if (filter.facet === 'corrected') criteria.push({ index: 'by-corrected', range: during(1) });
	else if (filter.facet) criteria.push({ index: 'by-facet', range: during(filter.facet) });
	for (const field of ['inspector', 'batch', 'shift', 'line'] as const) {
		const value = filter[field];
		if (value !== undefined) criteria.push({ index: `by-${field}`, range: during(value) });
	}
	const timed = criteria.some(({ index }) => index !== 'by-token');
	const bounded = filter.from !== undefined || filter.to !== undefined;
	if (!timed && (bounded || criteria.length === 0)) {
		criteria.push({ index: 'by-time', range: bounded ? within(from, to) : null });
	}
	return criteria;
}

/** Whether words are searched: the rows then come in the order of arrival, newest first; else in the order of time. */
export const byArrival = (criteria: readonly Criterion[]) => criteria.some(({ index }) => index === 'by-token');

/** Whether a record is in every range of {@link criteriaOf}, told from the record itself. */
export function matcher({ search, facet, from, to, inspector, ...station }: HistoryFilter) {
	const words = searchWords(search ?? '');
	return ({ record, ...row }: StoredRecord): boolean =>
		(facet === undefined || (facet === 'corrected' ? row.corrected === 1 : row.facet === facet)) &&
		(['line', 'shift', 'batch'] as const).every(
			(field) => station[field] === undefined || record.station[field] === station[field]
		) &&
		(inspector === undefined || record.personal?.inspector === inspector) &&
		(from === undefined || record.wallTime >= from) &&
		(to === undefined || record.wallTime <= to) &&
		words.every((word) => row.tokens.some((token) => token.startsWith(word)));
}

import type { CheckRecord, LogRecord } from '../domain/record';
import type { Cell } from '../domain/csv';
import type { Facet } from './schema';

/**
 * The table of records: one row a record, columns for people first, and the record itself as JSON in the last one.
 *
 * [Note: table] The last column makes the table complete: an import reads it alone, verifies the chain as for any other
 * export, and refuses the file where a column for people says something else, since somebody has edited it then.
 * `verdict` and `corrected` follow from other records (corrections) and are not compared. The last row holds no
 * record but the manifest, which says how far each chain must reach: a table whose end was cut off is refused.
 */

type Row = { readonly record: LogRecord; readonly facet: Facet; readonly corrected: 0 | 1 };
type Column = readonly [name: string, cell: (row: Row) => Cell];

const ofCheck =
	(cell: (check: CheckRecord, row: Row) => Cell) =>
	(row: Row): Cell =>
		row.record.kind === 'check' ? cell(row.record, row) : null;

/** Cells that follow from the record alone. */
const STATED: readonly Column[] = [
	['kind', ({ record }) => record.kind],
	['time', ({ record }) => record.wallTime],
	['device', ({ record }) => record.deviceLabel],
	['device_id', ({ record }) => record.deviceId],
	['sequence', ({ record }) => record.sequence],
	['line', ({ record }) => record.station.line],
	['shift', ({ record }) => record.station.shift],
	['batch', ({ record }) => record.station.batch],
	['inspector', ({ record }) => record.personal?.inspector ?? ''],
	['first_verdict', ofCheck(({ verdict }) => verdict.kind)],
	['reason', ofCheck(({ verdict }) => (verdict.kind === 'unsure' ? verdict.reason : ''))],
	['confidence', ofCheck(({ verdict }) => verdict.confidence)],
	['p_open', ofCheck(({ probabilities }) => probabilities.open)],
	['p_closed', ofCheck(({ probabilities }) => probabilities.closed)],
	['p_none', ofCheck(({ probabilities }) => probabilities.none)],
	['logit_open', ofCheck(({ logits }) => logits?.[0] ?? null)],
	['logit_closed', ofCheck(({ logits }) => logits?.[1] ?? null)],
	['logit_none', ofCheck(({ logits }) => logits?.[2] ?? null)],
	['temperature', ofCheck(({ temperature }) => temperature)],
	['model', ofCheck(({ model }) => model.version)],
	['backend', ofCheck(({ model }) => model.backend)],
	['source', ofCheck(({ source }) => source)],
	['file', ({ record }) => record.personal?.fileName ?? ''],
	['challenge', ofCheck(({ challenge }) => challenge)],
	['clock_set_back', ({ record }) => record.clockSetBack],
	['picture_sha256', ofCheck(({ picture }) => picture?.sha256 ?? '')],
	['id', ({ record }) => record.id],
	['hash', ({ record }) => record.hash]
];

/** Cells that follow from corrections too. */
const DERIVED: readonly Column[] = [
	['verdict', ofCheck((_, { facet }) => facet)],
	['corrected', ofCheck((_, { corrected }) => corrected === 1)]
];

/** Names of the columns, the record's own last. */
export const TABLE_COLUMNS: readonly string[] = [...STATED, ...DERIVED].map(([name]) => name).concat('record');

/** `kind` of the last row, whose `record` is the manifest. */
export const MANIFEST_KIND = 'manifest';

/** One row, in the order of {@link TABLE_COLUMNS}. */
export const tableRow = (row: Row): Cell[] => [
	...[...STATED, ...DERIVED].map(([, cell]) => cell(row)),
	JSON.stringify(row.record)
];

/** The last row. */
export const manifestRow = (manifest: object): Cell[] => [
	MANIFEST_KIND,
	...Array<Cell>(TABLE_COLUMNS.length - 2).fill(null),
	JSON.stringify(manifest)
];

/** The cells that must read as the record says, in the order of the first columns. */
export const statedCells = (record: LogRecord): Cell[] =>
	STATED.map(([, cell]) =>
		cell({ record, facet: record.kind === 'check' ? record.verdict.kind : record.kind, corrected: 0 })
	);

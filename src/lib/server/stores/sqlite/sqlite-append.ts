import type { Database } from 'better-sqlite3';
import { deviceDeltas, facets, tallyDeltas } from '../facets';
import type { AppendOutcome, IncomingReport } from '../report-store';

/** A UUID's 16 bytes: half the size of its text in the unique index. */
export const uuidBytes = (uuid: string): Buffer => Buffer.from(uuid.replaceAll('-', ''), 'hex');

/** One transaction over all of `reports`; see {@link ReportStore.append}. */
export function sqliteAppend(database: Database): (reports: readonly IncomingReport[]) => AppendOutcome[] {
	const insert = database.prepare(
		`INSERT INTO reports (id, hash, received_at, occurred_at, outcome, line, shift, body)
		 VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING`
	);
	const storedHash = database.prepare<[Buffer], Buffer>('SELECT hash FROM reports WHERE id = ?').pluck();
	const tally = database.prepare(
		`INSERT INTO tallies (bucket, line, shift, model, outcome, count, confidence_sum)
		 VALUES (@bucketMs, @line, @shift, @model, @outcome, @count, @confidenceSum)
		 ON CONFLICT (bucket, line, shift, model, outcome) DO UPDATE
		 SET count = count + excluded.count, confidence_sum = confidence_sum + excluded.confidence_sum`
	);
	const device = database.prepare(
		`INSERT INTO devices VALUES (@deviceId, @label, @line, @model, @appVersion, @lastSeenMs, @clockSkewMs,
			@firstSequence, @lastSequence, @records)
		 ON CONFLICT (device_id) DO UPDATE SET
			label = iif(excluded.last_sequence > last_sequence, excluded.label, label),
			line = iif(excluded.last_sequence > last_sequence, excluded.line, line),
			model = iif(excluded.last_sequence > last_sequence AND excluded.model <> '', excluded.model, model),
			app_version = iif(excluded.last_sequence > last_sequence, excluded.app_version, app_version),
			last_seen_at = max(last_seen_at, excluded.last_seen_at),
			clock_skew_ms = excluded.clock_skew_ms,
			first_sequence = min(first_sequence, excluded.first_sequence),
			last_sequence = max(last_sequence, excluded.last_sequence),
			records = records + excluded.records`
	);

	function appendOne({ record, receivedAtMs, occurredAtMs }: IncomingReport): AppendOutcome {
		const id = uuidBytes(record.id);
		const hash = Buffer.from(record.hash, 'hex');
		const { outcome, line, shift } = facets(record);
		const added = insert.run(id, hash, receivedAtMs, occurredAtMs, outcome, line, shift, JSON.stringify(record));
		if (added.changes === 1) return 'stored';
		return storedHash.get(id)!.equals(hash) ? 'duplicate' : 'conflict';
	}

	const transaction = database.transaction((reports: readonly IncomingReport[]) => {
		const outcomes = reports.map(appendOne);
		const stored = reports.filter((_, i) => outcomes[i] === 'stored');
		for (const delta of tallyDeltas(stored)) tally.run(delta);
		for (const delta of deviceDeltas(stored)) device.run(delta);
		return outcomes;
	});
	return (reports) => transaction.immediate(reports);
}

import type { LogRecord } from '../domain/record';

/** Lower case, accents dropped, split at everything that is neither letter nor digit. */
export function searchWords(text: string): string[] {
	return (
		text
			.normalize('NFD')
			.replace(/\p{M}/gu, '')
			.toLowerCase()
			.match(/[\p{L}\p{N}]+/gu) ?? []
	);
}

/** The words by which a record is found; gone with the personal fields once those are cleared. */
export function recordWords(record: LogRecord): string[] {
	const { station, personal, deviceLabel } = record;
	const texts = [station.line, station.shift, station.batch, deviceLabel];
	if (personal) texts.push(personal.inspector, personal.note, personal.fileName);
	return [...new Set(texts.flatMap(searchWords))];
}

import * as v from 'valibot';
import { count, uuid } from '../domain/record-fields';

const schema = v.object({ deviceId: uuid, sequence: count });
/** The last record that was confirmed here, as kept apart from all that holds records. */
export type RememberedHead = v.InferOutput<typeof schema>;

const keyOf = (name: string) => `${name}:head`;

/** Remembers how far the chain of this tablet reaches; browsers may write it seconds later. */
export function rememberHead(name: string, { deviceId, sequence }: RememberedHead): void {
	try {
		localStorage.setItem(keyOf(name), JSON.stringify({ deviceId, sequence }));
	} catch {
		// Full or forbidden: a loss would only be told without its extent.
	}
}

/** Null where nothing is remembered, or nothing sensible. */
export function rememberedHead(name: string): RememberedHead | null {
	try {
		const parsed = v.safeParse(schema, JSON.parse(localStorage.getItem(keyOf(name)) ?? 'null'));
		return parsed.success ? parsed.output : null;
	} catch {
		return null;
	}
}

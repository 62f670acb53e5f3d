import * as v from 'valibot';
import { Persisted } from '../session/persisted.svelte';
import { settings } from '../session/settings.svelte';
import type { Fit } from './fit';
import { parseTeachIn, teachInSchema, type TeachIn } from './teach-in';

/** A faulty entry is dropped by itself; the others stay. */
const librarySchema = v.object({
	teachIns: v.fallback(
		v.pipe(
			v.array(v.unknown()),
			v.transform((entries) => entries.filter((entry): entry is TeachIn => v.is(teachInSchema, entry)))
		),
		[]
	)
});

/** The teach-ins that this device keeps, newest first, and which one is in force. */
class TeachInLibrary {
	readonly #kept = new Persisted<{ teachIns: TeachIn[] }>('inspector.teach-ins', librarySchema);

	get all(): readonly TeachIn[] {
		return this.#kept.current.teachIns;
	}

	/** Id of the one in force; null: the model's own operating point, or a threshold set by hand. */
	get activeId(): string | null {
		const profile = settings.current.thresholdProfile;
		return profile.kind === 'taught' ? profile.teachInId : null;
	}

	/** Keeps a fit under a name; the same name again is its next version. */
	add(name: string, modelVersion: string, fit: Fit): TeachIn {
		const versions = this.all.filter((known) => known.name === name.trim()).map((known) => known.version);
		const teachIn = v.parse(teachInSchema, {
			schemaVersion: 1,
			id: crypto.randomUUID(),
			name,
			version: Math.max(0, ...versions) + 1,
			created: new Date().toISOString(),
			modelVersion,
			...fit
		});
		this.#keep(teachIn);
		return teachIn;
	}

	/** Takes an exported teach-in over; one that is here already is not doubled. @throws where the text is none */
	import(text: string): TeachIn {
		const teachIn = parseTeachIn(text);
		this.#keep(teachIn);
		return teachIn;
	}

	/** Judges by it from the next frame on. */
	activate({ id, modelVersion, temperature, thresholds }: TeachIn): void {
		settings.update({ thresholdProfile: { kind: 'taught', teachInId: id, modelVersion, temperature, ...thresholds } });
	}

	/** Back to the operating point that the model came with. */
	deactivate(): void {
		settings.update({ thresholdProfile: { kind: 'model' } });
	}

	remove(id: string): void {
		if (this.activeId === id) this.deactivate();
		this.#kept.update({ teachIns: this.all.filter((known) => known.id !== id) });
	}

	#keep(teachIn: TeachIn): void {
		this.#kept.update({ teachIns: [teachIn, ...this.all.filter(({ id }) => id !== teachIn.id)] });
	}
}

export const teachIns = new TeachInLibrary();

import { describe, expect, it } from 'vitest';
import { InspectorError } from '../domain/errors';
import type { Inference } from '../domain/inference';
import type { ModelManifest } from '../domain/model-manifest';
import { Lesson, type LessonTools } from './lesson.svelte';

const inference = { logits: [4, 0, -9] } as unknown as Inference;
const manifest = { version: 'abcdef012345' } as ModelManifest;

function lessonWith(tools: Partial<LessonTools> = {}) {
	let running = 0;
	const begin = () => {
		running += 1;
		return () => void (running -= 1);
	};
	const lesson = new Lesson({ start: async () => manifest, look: async () => inference, begin, ...tools });
	return { lesson, running: () => running };
}

describe('collecting own pictures', () => {
	it('counts each content once for each class', async () => {
		const { lesson } = lessonWith();
		await lesson.add([new Blob(['a']), new Blob(['b']), new Blob(['a'])], 'open');
		await lesson.add([new Blob(['c'])], 'closed');
		expect(lesson.counts).toEqual({ open: 2, closed: 1 });
	});

	it('leaves out files that are no pictures, and says how many', async () => {
		const look = async () => {
			throw new InspectorError('not-an-image', 'text');
		};
		const { lesson } = lessonWith({ look });
		await lesson.add([new Blob(['a']), new Blob(['b'])], 'open');
		expect(lesson.counts.open).toBe(0);
		expect(lesson.unreadable).toBe(2);
		expect(lesson.fault).toBeNull();
	});

	it('stops with the fault where the engine goes down, and is at rest again', async () => {
		const look = async () => {
			throw new InspectorError('backend-lost', 'gone');
		};
		const { lesson, running } = lessonWith({ look });
		await lesson.add([new Blob(['a'])], 'open');
		expect(lesson.fault).toBe('backend-lost');
		expect(lesson.progress).toBeNull();
		expect(running()).toBe(0);
	});

	it('refuses to fit too few, with the reason', async () => {
		const { lesson } = lessonWith();
		await lesson.add([new Blob(['a'])], 'open');
		lesson.fit();
		expect(lesson.outcome).toEqual({ kind: 'refused', refusal: { reason: 'too-few', truth: 'open', have: 1 } });
	});
});

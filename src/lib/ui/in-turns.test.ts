import { afterEach, expect, it, vi } from 'vitest';
import { inTurns } from './in-turns';

/** Draws one frame and runs the tasks that wait behind it. */
let draw: () => void;

function screen() {
	const frames = new Map<number, FrameRequestCallback>();
	let last = 0;
	vi.useFakeTimers();
	vi.stubGlobal('requestAnimationFrame', (callback: FrameRequestCallback) => (frames.set(++last, callback), last));
	vi.stubGlobal('cancelAnimationFrame', (id: number) => frames.delete(id));
	draw = () => {
		const due = [...frames.values()];
		frames.clear();
		for (const callback of due) callback(0);
		vi.runAllTimers();
	};
}

afterEach(() => {
	vi.useRealTimers();
	vi.unstubAllGlobals();
});

it('takes one step after each frame, and none before the first', () => {
	screen();
	const step = vi.fn();
	inTurns(2, step);
	expect(step).toHaveBeenCalledTimes(0);
	draw();
	expect(step).toHaveBeenCalledTimes(1);
	draw();
	draw();
	expect(step).toHaveBeenCalledTimes(2);
});

it('takes no further step once it is ended', () => {
	screen();
	const step = vi.fn();
	const end = inTurns(3, step);
	draw();
	end();
	draw();
	expect(step).toHaveBeenCalledTimes(1);
});

/** Pieces of script for pages that speak to the built inference worker by themselves. */

/** `draw(seed)` on the page's `canvas` and `context`, 640 by 480: a bottle's outline on a ground whose shade changes. */
export const DRAW_FRAME = `function draw(seed) {
	context.fillStyle = 'hsl(40 10% ' + (50 + seed % 20) + '%)';
	context.fillRect(0, 0, canvas.width, canvas.height);
	context.fillStyle = '#432';
	context.fillRect(260, 220, 120, 260);
	context.fillRect(300, 100, 40, 130);
	context.fillStyle = seed % 2 ? '#c93' : '#364';
	context.fillRect(295, 84, 50, 22);
}`;

/** `ask(request, transfer)` to the page's `worker`; resolves to its reply, rejects with its code and message. */
export const ASK_WORKER = `let id = 0;
const ask = (request, transfer) => new Promise((done, failed) => {
	const own = ++id;
	worker.addEventListener('message', function hear({ data }) {
		if (data.id !== own) return;
		worker.removeEventListener('message', hear);
		data.ok ? done(data.reply) : failed(new Error(data.code + ' ' + data.message));
	});
	worker.postMessage({ id: own, request }, transfer ?? []);
});`;

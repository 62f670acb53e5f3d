import { connect } from 'node:net';

/**
 * Sends `parts` to a port of this machine as they are, one after the other, and reads until the server ends the
 * connection; what is left unsent once it has answered stays unsent.
 */
export async function rawExchange(port: number, parts: readonly string[], pauseMs = 0): Promise<string> {
	const socket = connect(port, '127.0.0.1');
	let answer = '';
	socket.setEncoding('utf8').on('data', (text: string) => (answer += text));
	const ended = new Promise<void>((resolve) => socket.once('close', () => resolve()));
	socket.on('error', () => undefined);
	for (const part of parts) {
		if (socket.destroyed || answer) break;
		socket.write(part);
		await new Promise((resolve) => setTimeout(resolve, pauseMs));
	}
	await ended;
	return answer;
}

// Runs in a network namespace of test/control-plane/firewall.test.ts, as one of two machines:
//   listen ADDRESS,ADDRESS PORT,PORT   takes every connection, and says `ready`
//   connect TO FROM,FROM PORT,PORT     tries each port from each address, and prints what is open, as JSON
import { connect, createServer } from 'node:net';

/** Milliseconds after which what was dropped counts as closed: on a link without a network, an answer takes none. */
const patience = 3000;

const [what, ...words] = process.argv.slice(2);
const [first, second, third] = words.map((word) => word.split(','));

if (what === 'listen') {
  const all = first.flatMap((host) => second.map((port) => ({ host, port: Number(port) })));
  const listening = all.map(
    (place) => new Promise((resolve) => createServer((socket) => socket.end()).listen(place, resolve)),
  );
  await Promise.all(listening);
  console.log('ready');
} else {
  const open = {};
  const tries = second.flatMap((from) => third.map((port) => ({ from, port: Number(port) })));
  await Promise.all(
    tries.map(async ({ from, port }) => {
      open[from] ??= [];
      if (await answers({ host: first[0], port, localAddress: from })) open[from].push(port);
    }),
  );
  for (const ports of Object.values(open)) ports.sort((a, b) => a - b);
  console.log(JSON.stringify(open));
}

function answers(options) {
  return new Promise((resolve) => {
    const socket = connect({ ...options, timeout: patience });
    const done = (open) => {
      socket.destroy();
      resolve(open);
    };
    socket.once('connect', () => done(true));
    socket.once('timeout', () => done(false));
    socket.once('error', (error) => {
      if (['ECONNREFUSED', 'EADDRNOTAVAIL'].includes(error.code)) throw error;
      done(false);
    });
  });
}

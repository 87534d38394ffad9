import { Room } from './room';

const never = new AbortController().signal;

/** Says who was let in, in order. */
function visitors(room: Room) {
  const inside: string[] = [];
  const enter = async (name: string, amount: number, signal = never): Promise<() => void> => {
    const leave = await room.take(amount, signal);
    inside.push(name);
    return leave;
  };
  return { inside, enter };
}

const settled = () => new Promise(setImmediate);

test('who finds no room waits, and nobody overtakes', async () => {
  const { inside, enter } = visitors(new Room(10));
  const leave = await enter('a', 8);
  const large = enter('b', 5);
  const small = enter('c', 1);
  await settled();
  expect(inside).toEqual(['a']);
  leave();
  await Promise.all([large, small]);
  expect(inside).toEqual(['a', 'b', 'c']);
});

test('who asks for more than there is gets all of it', async () => {
  const { inside, enter } = visitors(new Room(10));
  const leave = await enter('a', 1000);
  const next = enter('b', 1);
  await settled();
  expect(inside).toEqual(['a']);
  leave();
  await next;
  expect(inside).toEqual(['a', 'b']);
});

test('who gives up stands in nobody’s way', async () => {
  const { inside, enter } = visitors(new Room(10));
  await enter('a', 8);
  const patience = new AbortController();
  const large = enter('b', 5, patience.signal);
  const small = enter('c', 1);
  patience.abort(new Error('too late'));
  await expect(large).rejects.toThrow('too late');
  await small;
  expect(inside).toEqual(['a', 'c']);
  await expect(enter('d', 1, patience.signal)).rejects.toThrow('too late');
});

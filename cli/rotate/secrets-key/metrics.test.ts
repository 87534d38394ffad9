import { samples } from './metrics';

it('finds the samples that are asked for, with their labels', () => {
  const page = [
    '# HELP config_info Of a file',
    '# TYPE config_info gauge',
    'config_info{apiserver_id_hash="sha256:aa",hash="sha256:bb"} 1',
    'config_info_more{hash="no"} 1',
    'odd{text="a \\"b\\", {c}\\n"} 2',
    'process_start_time_seconds 1.76e+09',
  ].join('\n');
  expect(samples(page, new Set(['config_info', 'odd', 'process_start_time_seconds']))).toEqual([
    { name: 'config_info', labels: { apiserver_id_hash: 'sha256:aa', hash: 'sha256:bb' }, value: 1 },
    { name: 'odd', labels: { text: 'a "b", {c}\n' }, value: 2 },
    { name: 'process_start_time_seconds', labels: {}, value: 1.76e9 },
  ]);
});

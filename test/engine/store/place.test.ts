import { strict as assert } from 'node:assert';
import { complainAboutPlace, lookAtPlace } from '../../../src/node/store/place';

const EXT4 = 0xef53;
const NFS = 0x6969;

describe('store: row 70, the place', () => {
  for (const [dir, named] of [
    ['/home/dev/OneDrive/stores/1', 'OneDrive'],
    ['C:\\Users\\dev\\OneDrive - Contoso Ltd\\stores\\1', 'OneDrive - Contoso Ltd'],
    ['/home/dev/Dropbox (Personal)/stores/1', 'Dropbox (Personal)'],
    ['/Users/dev/Library/CloudStorage/GoogleDrive-dev@example.com/1', 'CloudStorage'],
    ['/Users/dev/Library/Mobile Documents/com~apple~CloudDocs/1', 'Mobile Documents'],
  ] as const) {
    it(`names the program's folder in ${dir}`, () => {
      assert.equal(complainAboutPlace(dir, EXT4, 'linux')?.includes(`(${named})`), true);
    });
  }

  it('tells a network file system by its type or its name', () => {
    assert.match(complainAboutPlace('/home/dev/stores/1', NFS, 'linux') ?? '', /network file system/);
    assert.match(complainAboutPlace('/mnt/share/1', 0xff534d42 | 0, 'linux') ?? '', /network file system/); // as a platform with signed words tells it
    assert.match(complainAboutPlace('\\\\server\\home\\stores\\1', 0, 'win32') ?? '', /network file system/);
  });

  it('is content with a folder of this machine', async () => {
    for (const [dir, type, platform] of [
      ['/home/dev/.local/share/rest-api-reconciliation/stores/1', EXT4, 'linux'],
      ['/Users/dev/Library/Application Support/rest-api-reconciliation/1', NFS, 'darwin'], // its numbers mean something else
      ['\\\\?\\C:\\Users\\dev\\AppData\\Local\\1', 0, 'win32'],
      ['/home/dev/my-onedrive-client/Dropboxes/1', EXT4, 'linux'],
    ] as const) assert.equal(complainAboutPlace(dir, type, platform), null, dir);
    assert.equal(await lookAtPlace('/no such folder'), null);
  });
});

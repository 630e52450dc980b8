# verified: sh 2.4.0
from typing import Any
class Command:
    @blocks("subprocess", "high", use="asyncio.create_subprocess_exec", unless=["_bg=True", "_async=True"])
    def __call__(self, *args, _bg=False, _async=False, **kwargs) -> Any: ...
    def bake(self, *args, **kwargs) -> Command: ...
    @blocks("subprocess", "high", use="asyncio.create_subprocess_exec", unless=["_bg=True", "_async=True"])
    def __getattr__(self, name, *, _bg=False, _async=False) -> Command: ...
apt_get: Command  # made at run time
bash: Command  # made at run time
cat: Command  # made at run time
cp: Command  # made at run time
curl: Command  # made at run time
docker: Command  # made at run time
ffmpeg: Command  # made at run time
find: Command  # made at run time
git: Command  # made at run time
grep: Command  # made at run time
kubectl: Command  # made at run time
ls: Command  # made at run time
make: Command  # made at run time
mkdir: Command  # made at run time
mv: Command  # made at run time
pip: Command  # made at run time
ping: Command  # made at run time
python3: Command  # made at run time
rm: Command  # made at run time
rsync: Command  # made at run time
scp: Command  # made at run time
ssh: Command  # made at run time
sudo: Command  # made at run time
systemctl: Command  # made at run time
tar: Command  # made at run time
wget: Command  # made at run time

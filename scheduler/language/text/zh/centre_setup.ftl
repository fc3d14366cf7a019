### 调度中心的文件夹、设置、启动与停止。

setup-cannot-read = 无法读取 { $path }：{ $why }
setup-cannot-make = 无法创建 { $path }：{ $why }
setup-cannot-rename = 无法重命名 { $path }：{ $why }
setup-cannot-write = 无法写入 { $path }：{ $why }
setup-exists = { $path } 中已有调度中心；请用 `yicang serve --data { $path }` 启动，或选择其他文件夹
setup-missing = { $path } 中没有调度中心；请用 `yicang init --data { $path }` 建立
setup-ledger = { $path } 中的账本：{ $why }
setup-certificate = 无法制作 TLS 证书：{ $why }
setup-no-zone = 没有时区 { $name }；请写 IANA 名称，如 Asia/Shanghai、Europe/Berlin 或 UTC
setup-no-policy = 没有规则 { $name }：它不是 { $known } 之一，也无法读取同名文件：{ $why }
setup-policy-fault = 规则 { $path }：{ $why }
setup-receipt-key-half-changed = 上次更换未完成；请先运行 `yicang receipt-key activate` 将其完成
setup-receipt-key-none = 没有下一回执密钥；请先用 `yicang receipt-key prepare` 制作，并交给各上报端
setup-cannot-listen = 无法监听 { $address }：{ $why }；{ $advice }
setup-listen-in-use = 已有其他程序在此监听；请将其停止，或用 --listen 另选地址
setup-listen-denied = 请用 --listen 选择大于 1023 的端口
setup-listen-elsewhere = 请用 --listen 选择本机的地址
setup-cannot-serve = 服务端无法监听：{ $why }
setup-server-stopped = { $why }；已确认的内容都已保存。请检查磁盘，然后重新启动

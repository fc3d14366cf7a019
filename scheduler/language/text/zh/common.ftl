### 各程序通用的文字。

# 他人所写，原样显示。
verbatim = { $text }
# 数量和单位；单位取自物资目录。
amount = { $count } { $unit }
number = { $number }
numbers-from-to = { $first } 至 { $last }
duration-minutes = { $count } 分钟
fault = { $field }：{ $problem }
file-problem = { $path }：{ $why }

# 操作系统的答复。code 是其编号。
system-not-found = 没有此文件或文件夹（系统错误 { $code }）
system-denied = 没有权限（系统错误 { $code }）
system-exists = 已经存在（系统错误 { $code }）
system-refused = 连接被拒绝（系统错误 { $code }）
system-full = 磁盘空间已满（系统错误 { $code }）
system-not-a-directory = 路径中有一段不是文件夹（系统错误 { $code }）
system-is-a-directory = 这是一个文件夹（系统错误 { $code }）
system-not-text = 文本不是 UTF-8 编码

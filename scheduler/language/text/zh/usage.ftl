### 命令行中的错误；各程序帮助中的通用文字。

usage-error = 错误：{ $fault }
usage-form = 用法：{ $usage }
usage-more = 详细说明请用 --help 查看。
usage-suggested = 是否想输入：{ $word }
usage-no-value = { $argument } 需要一个值
usage-unknown-value = “{ $value }”不是 { $argument } 的可选值；可选：{ $known }
usage-wrong-value = { $argument } 的值“{ $value }”有误：{ $why }
usage-unknown-argument = 此处没有参数 { $argument }
usage-unknown-command = 没有命令 { $command }
usage-missing = 缺少必需的参数：{ $arguments }
usage-no-command = 缺少命令；可选：{ $known }
usage-conflict = { $argument } 与 { $other } 不能同时使用
usage-twice = { $argument } 出现了两次
usage-too-many = { $argument } 不再接受更多的值，“{ $value }”多余
usage-value-count = { $argument } 的值的个数不对
usage-no-equals = { $argument } 的值请写在等号之后
usage-not-utf8 = 有参数不是 UTF-8 文本

language-unknown = “{ $word }”不是 en（English）或 zh（中文）
zone-unknown = “{ $word }”不是时区；请写时区名称，如 Asia/Shanghai，或与 UTC 的时差，如 +08:00

help-default = （默认：{ $value }）
help-values =
    .FILE = 文件
help-common =
    .usage = 用法：
    .command = 命令
    .commands = 命令
    .arguments = 参数
    .options = 选项
    .some-options = [选项]
    .help = 显示帮助。
    .version = 显示版本。
    .lang = 输出所用的语言：en 或 zh；不写则按设置，再按环境变量（YICANG_LANG、LC_ALL、LC_MESSAGES、LANG）。
    .zone = 显示时间所用的时区：名称如 Asia/Shanghai，或与 UTC 的时差如 +08:00；不写则用本机的时区。

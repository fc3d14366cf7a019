### 演示：yicang demo。

demo-title = 义仓 · 以真实上报演示：湖北，2020 年 1 月至 3 月
demo-other-centre = { $folder } 中的调度中心不是演示所建；请用 --data 选择其他文件夹
demo-continued = 继续 { $folder } 中的演示；其中内容不会删除。
demo-serving = 调度中心 { $url }，数据在 { $folder }
demo-time = 全程用时 { $seconds } 秒。
demo-still-serving =
    继续运行。可在另一终端输入：yicang situation --data { $folder }
    {"                      "}或：yicang explain H001 --data { $folder }
    按 Ctrl-C 结束。
demo-agent-failed = 上报端 { $agent }：{ $why }
demo-not-verified = 公开日志未通过验证：{ $why }
demo-findings = 发现 { $count } 处问题，第一处：{ $first }
demo-log-too-short = { $size } 个条目、{ $decisions } 个决定，不包含我们的决定
demo-interrupted = 提前停止；已记录的内容都已保存

demo-bar-agents = 上报端
demo-bar-enrolment = 登记
demo-bar-reports = 上报
demo-bar-orders = 指令
demo-bar-shipping = 发运
demo-bar-receiving = 签收

demo-enrolled = 登记：{ $count } 个上报端，各有一把密钥（{ $seconds } 秒）
demo-verified = 核定：{ $count } 项需求一次签名，第 { $record } 条记录；{ $ruled } 项按各医院患者数的规则核定（{ $seconds } 秒）
demo-not-looked-at = 另有 { $count } 项既未核定也无规则，只用富余满足
demo-needs = { $sites } 个需求点的 { $lines } 条需求
demo-delivered = { $title }：{ $count } 份签名上报，均有回执，{ $what }（{ $seconds } 秒）
demo-shipped = { $all } 条指令中的 { $count } 条，{ $short } 条数量不足
demo-received = 已发运 { $all } 条中的 { $count } 条，{ $short } 条数量不足
demo-orders = 指令：{ $depots } 个储备库有 { $count } 条未结，均已证明在公开日志中（{ $seconds } 秒）
demo-new-orders = {"  "}首个方案之后有 { $count } 条新指令
demo-first-plan = 首个方案
demo-second-plan = 第二个方案（剩余需求）
demo-planned = { $title }：{ $plan }，{ $needs } 条需求，{ $shipments } 笔调拨，规划和核对用时 { $time } 毫秒
demo-log-verified =
    公开日志：{ $size } 个条目，{ $decisions } 个决定已重新核对，{ $files } 个文件已验证，用时 { $seconds } 秒
    {"  "}账本  { $public }
    {"  "}公钥  { $vkey }
    自行验证：
    {"  "}cargo run --release --locked -p yicang-ledger -- verify { $public } --key { $key_file }

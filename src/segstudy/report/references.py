"""The literature a methods text may cite; only what it cites is listed."""

REFERENCES = {
    "segthor": (
        "Lambert Z, Petitjean C, Dubray B, Kuan S. SegTHOR: segmentation of thoracic organs at risk in CT images. "
        "Tenth International Conference on Image Processing Theory, Tools and Applications (IPTA), 2020. "
        "doi:10.1109/IPTA50016.2020.9286453"
    ),
    "enet": (
        "Paszke A, Chaurasia A, Kim S, Culurciello E. ENet: a deep neural network architecture for real-time "
        "semantic segmentation. arXiv:1606.02147, 2016."
    ),
    "unet": (
        "Ronneberger O, Fischer P, Brox T. U-Net: convolutional networks for biomedical image segmentation. Medical "
        "Image Computing and Computer-Assisted Intervention (MICCAI), 2015:234–241. doi:10.1007/978-3-319-24574-4_28"
    ),
    "attention_unet": (
        "Oktay O, Schlemper J, Le Folgoc L, et al. Attention U-Net: learning where to look for the pancreas. Medical "
        "Imaging with Deep Learning (MIDL), 2018. arXiv:1804.03999"
    ),
    "polar": (
        "Benčević M, Galić I, Habijan M, Babin D. Training on polar image transformations improves biomedical image "
        "segmentation. IEEE Access, 2021, 9:133365–133375. doi:10.1109/ACCESS.2021.3116265"
    ),
    "segment_then_segment": (
        "Benčević M, Qiu Y, Galić I, Pižurica A. Segment-then-segment: context-preserving crop-based segmentation for "
        "large biomedical images. Sensors, 2023, 23(2):633. doi:10.3390/s23020633"
    ),
    "hourglass": (
        "Newell A, Yang K, Deng J. Stacked hourglass networks for human pose estimation. European Conference on "
        "Computer Vision (ECCV), 2016:483–499. doi:10.1007/978-3-319-46484-8_29"
    ),
    "unetplusplus": (
        "Zhou Z, Siddiquee MMR, Tajbakhsh N, Liang J. UNet++: a nested U-Net architecture for medical image "
        "segmentation. Deep Learning in Medical Image Analysis (DLMIA), 2018:3–11. doi:10.1007/978-3-030-00889-5_1"
    ),
    "deeplab": (
        "Chen LC, Zhu Y, Papandreou G, Schroff F, Adam H. Encoder-decoder with atrous separable convolution for "
        "semantic image segmentation. European Conference on Computer Vision (ECCV), 2018. "
        "doi:10.1007/978-3-030-01234-2_49"
    ),
    "vmunet": "Ruan J, Xiang S. VM-UNet: vision Mamba UNet for medical image segmentation. arXiv:2402.02491, 2024.",
    "residual_unet": (
        "Kerfoot E, Clough J, Oksuz I, Lee J, King AP, Schnabel JA. Left-ventricle quantification using residual "
        "U-Net. Statistical Atlases and Computational Models of the Heart (STACOM), 2018:371–380. "
        "doi:10.1007/978-3-030-12029-0_40"
    ),
    "unetr": (
        "Hatamizadeh A, Tang Y, Nath V, et al. UNETR: transformers for 3D medical image segmentation. IEEE/CVF "
        "Winter Conference on Applications of Computer Vision (WACV), 2022:574–584."
    ),
    "segresnet": (
        "Myronenko A. 3D MRI brain tumor segmentation using autoencoder regularization. Brainlesion Workshop "
        "(BrainLes), 2018:311–320. doi:10.1007/978-3-030-11726-9_28"
    ),
    "swinunetr": (
        "Hatamizadeh A, Nath V, Tang Y, Yang D, Roth HR, Xu D. Swin UNETR: Swin transformers for semantic "
        "segmentation of brain tumors in MRI images. Brainlesion Workshop (BrainLes), 2021. arXiv:2201.01266"
    ),
    "nnunet": (
        "Isensee F, Jaeger PF, Kohl SAA, Petersen J, Maier-Hein KH. nnU-Net: a self-configuring method for deep "
        "learning-based biomedical image segmentation. Nature Methods 2021;18:203–211. "
        "doi:10.1038/s41592-020-01008-z"
    ),
    "mednext": (
        "Roy S, Koehler G, Ulrich C, et al. MedNeXt: transformer-driven scaling of ConvNets for medical image "
        "segmentation. Medical Image Computing and Computer-Assisted Intervention (MICCAI), 2023. arXiv:2303.09975"
    ),
    "sam2": ("Ravi N, Gabeur V, Hu YT, et al. SAM 2: segment anything in images and videos. arXiv:2408.00714, 2024."),
    "glorot": (
        "Glorot X, Bengio Y. Understanding the difficulty of training deep feedforward neural networks. "
        "Proceedings of the 13th International Conference on Artificial Intelligence and Statistics (AISTATS), "
        "2010:249–256."
    ),
    "dice_loss": (
        "Milletari F, Navab N, Ahmadi SA. V-Net: fully convolutional neural networks for volumetric medical image "
        "segmentation. Fourth International Conference on 3D Vision (3DV), 2016:565–571. doi:10.1109/3DV.2016.79"
    ),
    "adam": (
        "Kingma DP, Ba J. Adam: a method for stochastic optimization. International Conference on Learning "
        "Representations (ICLR), 2015. arXiv:1412.6980"
    ),
    "adamw": (
        "Loshchilov I, Hutter F. Decoupled weight decay regularization. International Conference on Learning "
        "Representations (ICLR), 2019. arXiv:1711.05101"
    ),
    "dice": (
        "Dice LR. Measures of the amount of ecologic association between species. Ecology 1945;26(3):297–302. "
        "doi:10.2307/1932409"
    ),
    "jaccard": (
        "Jaccard P. The distribution of the flora in the alpine zone. New Phytologist 1912;11(2):37–50. "
        "doi:10.1111/j.1469-8137.1912.tb05611.x"
    ),
    "hausdorff": (
        "Huttenlocher DP, Klanderman GA, Rucklidge WJ. Comparing images using the Hausdorff distance. IEEE "
        "Transactions on Pattern Analysis and Machine Intelligence 1993;15(9):850–863. doi:10.1109/34.232073"
    ),
    "assd": (
        "Heimann T, van Ginneken B, Styner MA, et al. Comparison and evaluation of methods for liver segmentation "
        "from CT datasets. IEEE Transactions on Medical Imaging 2009;28(8):1251–1265. "
        "doi:10.1109/TMI.2009.2013851"
    ),
    "nsd": (
        "Nikolov S, Blackwell S, Zverovitch A, et al. Clinically applicable segmentation of head and neck anatomy "
        "for radiotherapy: deep learning algorithm development and validation study. Journal of Medical Internet "
        "Research 2021;23(7):e26151. doi:10.2196/26151"
    ),
    "bland_altman": (
        "Bland JM, Altman DG. Measuring agreement in method comparison studies. Statistical Methods in Medical "
        "Research 1999;8(2):135–160. doi:10.1177/096228029900800204"
    ),
    "shapiro": (
        "Shapiro SS, Wilk MB. An analysis of variance test for normality (complete samples). Biometrika "
        "1965;52(3–4):591–611. doi:10.1093/biomet/52.3-4.591"
    ),
    "student": ("Student. The probable error of a mean. Biometrika 1908;6(1):1–25. doi:10.1093/biomet/6.1.1"),
    "winner": (
        "Hung K, Fithian W. Rank verification for exponential families. Annals of Statistics 2019;47(2):758–782. "
        "arXiv:1610.03944"
    ),
    "wilcoxon": (
        "Wilcoxon F. Individual comparisons by ranking methods. Biometrics Bulletin 1945;1(6):80–83. "
        "doi:10.2307/3001968"
    ),
    "mann_whitney": (
        "Mann HB, Whitney DR. On a test of whether one of two random variables is stochastically larger than the "
        "other. Annals of Mathematical Statistics 1947;18(1):50–60. doi:10.1214/aoms/1177730491"
    ),
    "friedman": (
        "Friedman M. The use of ranks to avoid the assumption of normality implicit in the analysis of variance. "
        "Journal of the American Statistical Association 1937;32(200):675–701. doi:10.1080/01621459.1937.10503522"
    ),
    "demsar": (
        "Demšar J. Statistical comparisons of classifiers over multiple data sets. Journal of Machine Learning "
        "Research 2006;7:1–30."
    ),
    "holm": (
        "Holm S. A simple sequentially rejective multiple test procedure. Scandinavian Journal of Statistics "
        "1979;6(2):65–70."
    ),
    "bootstrap": (
        "Efron B. Better bootstrap confidence intervals. Journal of the American Statistical Association "
        "1987;82(397):171–185. doi:10.1080/01621459.1987.10478410"
    ),
    "cohen": (
        "Cohen J. Statistical power analysis for the behavioral sciences. Second edition. Lawrence Erlbaum, 1988."
    ),
    "kerby": (
        "Kerby DS. The simple difference formula: an approach to teaching nonparametric correlation. "
        "Comprehensive Psychology 2014;3:11.IT.3.1. doi:10.2466/11.IT.3.1"
    ),
    "tpe": (
        "Bergstra J, Bardenet R, Bengio Y, Kégl B. Algorithms for hyper-parameter optimization. Advances in Neural "
        "Information Processing Systems 24 (NeurIPS), 2011:2546–2554."
    ),
    "median_rule": (
        "Golovin D, Solnik B, Moitra S, Kochanski G, Karro J, Sculley D. Google Vizier: a service for black-box "
        "optimization. Proceedings of the 23rd ACM SIGKDD International Conference on Knowledge Discovery and Data "
        "Mining, 2017:1487–1495. doi:10.1145/3097983.3098043"
    ),
    "optuna": (
        "Akiba T, Sano S, Yanase T, Ohta T, Koyama M. Optuna: a next-generation hyperparameter optimization "
        "framework. Proceedings of the 25th ACM SIGKDD International Conference on Knowledge Discovery and Data "
        "Mining, 2019:2623–2631. doi:10.1145/3292500.3330701"
    ),
    "snakemake": (
        "Mölder F, Jablonski KP, Letcher B, et al. Sustainable data analysis with Snakemake. F1000Research "
        "2021;10:33. doi:10.12688/f1000research.29032.2"
    ),
}


class Citations:
    """Numbers references in the order in which a text cites them."""

    def __init__(self) -> None:
        self._order: list[str] = []

    def __call__(self, *keys: str) -> str:
        """`[3]` or `[3, 4]`, to stand in the text."""
        for key in keys:
            if key not in REFERENCES:
                raise KeyError(key)
            if key not in self._order:
                self._order.append(key)
        return f"[{', '.join(str(self._order.index(key) + 1) for key in keys)}]"

    @property
    def listed(self) -> list[str]:
        """The references cited so far, in order."""
        return [REFERENCES[key] for key in self._order]
